-- name: add_try
-- Add a proofing attempt with the digests of its pictures.
insert into identity_try (id, person, step, state, digests, at) values (:id, :person, :step, 'waiting', :digests, :at);

-- name: settle_try
-- Store the result of an attempt, once; of the digests only those of rejected pictures are kept.
update identity_try set state = :state, reasons = :reasons, digests = :digests, done_at = :at
where id = :id and person = :person and state = 'waiting' returning id;

-- name: waiting_try
-- A waiting attempt, for the job that evaluates its pictures.
select id, person, step, state, reasons, digests, at from identity_try where id = :id and state = 'waiting';

-- name: try_of
-- One try of a person.
select id, person, step, state, reasons, digests, at from identity_try where id = :id and person = :person;

-- name: latest_try
-- The newest try of a person at a step.
select id, person, step, state, reasons, digests, at from identity_try where person = :person and step = :step order by at desc limit 1;

-- name: tries_waiting
-- How many tries of a person at a step since then wait to be looked at, whichever is the newest.
select count(*) from identity_try where person = :person and step = :step and state = 'waiting' and at > :since;

-- name: tries_used
-- How many tries of a step since then came to nothing for a reason that counts; a doubt has no reasons, and counts.
select count(*) from identity_try where person = :person and step = :step and at > :since
and (state = 'doubtful' or (state = 'failed' and not reasons <@ :free));

-- name: seen_before
-- Was one of these pictures at fault before?
select exists (select from identity_try where person = :person and state = 'failed' and digests && :digests);

-- name: proofs
-- By which means a person proved who they are, the newest first.
select level, means, at from identity_proof where person = :person order by at desc;

-- name: ask
-- A request for a person to look; while one waits, a second with a day changes when and where, and its cause stays,
-- unless the person says that it wasn't them, or the number has a new owner: that weighs more than whatever was asked before.
insert into identity_request (id, person, cause, way, day, part, state, asked_at)
values (:id, :person, :cause, :way, :day, :part, 'waiting', :at)
on conflict (person) where state in ('waiting', 'seen') do update set
    way = case when excluded.day is null then identity_request.way else excluded.way end,
    day = coalesce(excluded.day, identity_request.day),
    part = case when excluded.day is null then identity_request.part else excluded.part end,
    cause = case when excluded.cause in ('disowned', 'number_reused') then excluded.cause else identity_request.cause end,
    state = case when excluded.cause in ('disowned', 'number_reused') then 'waiting' else identity_request.state end
where excluded.day is not null or excluded.cause in ('disowned', 'number_reused');

-- columns: identity_request_columns
id, person, cause, way, day, part, state, asked_at, officer_name, reason, done_at, seen_by, seen_name, seen_at, seen_reason, said

-- name: request_of
-- The newest request of a person.
select {identity_request_columns} from identity_request where person = :person order by asked_at desc limit 1;

-- name: withdraw_request
-- The person doesn't need it any more. What says that a proof wasn't theirs stays until an officer has looked: anybody at this
-- account could withdraw it.
update identity_request set state = 'withdrawn', done_at = :at, said = null
where person = :person and state in ('waiting', 'seen') and cause not in ('disowned', 'number_reused');

-- name: requests_waiting
-- What waits on the desk, by the day that people chose and then by who asked first.
select {identity_request_columns} from identity_request where state in ('waiting', 'seen') order by day nulls first, asked_at limit 200;

-- name: request
-- One request, for the officer who takes it.
select {identity_request_columns} from identity_request where id = :id;

-- name: see_request
-- The first officer saw the person and the document; another one has to confirm it.
update identity_request set state = 'seen', seen_by = :officer, seen_name = :officer_name, seen_reason = :reason, seen_at = :at, said = :said
where id = :id and state = 'waiting' returning id;

-- name: confirm_request
-- Another officer saw them too; confirmed once, and never by the one who saw them first.
update identity_request set state = 'confirmed', officer = :officer, officer_name = :officer_name, reason = :reason, done_at = :at, said = null
where id = :id and state = 'seen' and seen_by <> :officer returning id;

-- name: close_request
-- An officer declined it, or saw the person and gave them a code to step up with; closed once.
update identity_request set state = :state, officer = :officer, officer_name = :officer_name, reason = :reason, done_at = :at, said = null
where id = :id and state in ('waiting', 'seen') returning id;

-- name: disown
-- The person says that it wasn't them: the phone is all that counts, until an officer has looked.
update person set assurance = least(assurance, 1) where id = :person;

-- name: unlink_provider
-- Unlink all provider accounts of a person.
delete from outside_account where person = :person;

-- name: add_consent_face
-- A face check of a principal on her helper's phone, for one submission.
insert into consent_face (id, request, case_id, principal, helper, digest, purpose_version, at)
values (:id, :request, :case_id, :principal, :helper, :digest, :purpose_version, :at);

-- name: consent_face
-- One such check.
select id, request, case_id, principal, helper, state, reasons, digest, purpose_version, at from consent_face where id = :id;

-- name: newest_consent_face
-- The newest check for a case of this principal.
select id, request, case_id, principal, helper, state, reasons, digest, purpose_version, at from consent_face
where case_id = :case_id and principal = :principal order by at desc, state = 'passed' desc limit 1;

-- name: consent_faces_used
-- How many checks of this principal came to nothing since then, for a reason that counts.
select count(*)::int from consent_face where principal = :principal and at > :since
    and (state in ('doubtful', 'void') or (state = 'failed' and not reasons <@ :free));

-- name: settle_consent_face
-- How a check went.
update consent_face set state = :state, reasons = :reasons, settled_at = :at where id = :id and state = 'waiting';
