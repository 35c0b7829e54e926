-- name: ask
-- A request of a helper; one waits at a time for a case.
insert into consent_request (id, case_id, principal, helper, mandate, digest, bound, code, asked_at, expires_at)
values (:id, :case_id, :principal, :helper, :mandate, :digest, :bound, :code, :at, :expires_at);

-- columns: consent_request_columns
id, case_id, principal, helper, mandate, digest, bound, hers, code, code_used_at, state, reason, note, asked_at, expires_at, settled_at

-- name: waiting
-- The request that waits for this case, kept from others until this transaction ends.
select {consent_request_columns} from consent_request where case_id = :case_id and principal = :principal and state = 'waiting' for update;

-- name: newest
-- The request of a case that waits, else the newest.
select {consent_request_columns}
from consent_request where case_id = :case_id and principal = :principal order by state = 'waiting' desc, asked_at desc, settled_at desc limit 1;

-- name: asked_since
-- How many requests this helper has sent this principal since then.
select count(*)::int from consent_request where principal = :principal and helper = :helper and asked_at >= :since;

-- name: keep_hers
-- What only the principal may choose, until she answers.
update consent_request set hers = :hers where id = :id and state = 'waiting';

-- name: settle
-- How a request ended; what she chose and the code on the helper's screen go with it.
update consent_request set state = :state, reason = :reason, note = :note, settled_at = :at, hers = null, code = null where id = :id and state = 'waiting';

-- name: add_consent
-- Her answer, with the exact content.
insert into submission_consent (id, request, case_id, principal, helper, mandate, answer, how, witness, wording, wording_version, wording_digest,
    digest, bound, at)
values (:id, :request, :case_id, :principal, :helper, :mandate, :answer, :how, :witness, :wording, :wording_version, :wording_digest,
    :digest, :bound, :at);

-- name: open_requests
-- Every request that waits, for the worker that looks whether they still stand.
select id, case_id, principal from consent_request where state = 'waiting' and id > :after order by id limit 500;

-- name: principal_of
-- Whom a request asks, while it waits.
select principal from consent_request where id = :id and state = 'waiting';

-- name: all_consents
-- Every answer, for `futian mandates verify`.
select id, request, case_id, principal, helper, mandate, answer, how, witness, wording, wording_version, wording_digest, digest, bound, at
from submission_consent where id > :after order by id limit 500;

-- name: submitted_under
-- What was submitted under a consent: the digest that the submission wrote down, what the case holds, and whether it was opened again since.
select e.detail->>'digest' as digest, c.id, c.answers, c.service_version,
    exists (select from case_event o where o.case_id = c.id and o.seq > e.seq and o.kind = 'correction_asked') as reopened,
    (select coalesce(jsonb_object_agg(m.id, m.digest), '{}') from material m where m.case_id = c.id) as papers
from case_event e join cases c on c.id = e.case_id
where e.case_id = :case_id and e.principal = :principal and e.kind in ('submitted', 'corrected') and e.detail->>'consent' = :consent;

-- name: unconsented
-- Submissions that name a consent of which there is none.
select e.id from case_event e where e.kind in ('submitted', 'corrected') and e.detail ? 'consent'
    and not exists (select from submission_consent s where s.id::text = e.detail->>'consent' and s.case_id = e.case_id and s.answer = 'agreed') limit 100;

-- name: waiting_of
-- What waits for a principal's answer, kept from others until this transaction ends.
select {consent_request_columns} from consent_request where principal = :principal and state = 'waiting' order by id limit 50 for update;

-- name: use_code
-- She typed the code on the helper's screen.
update consent_request set code_used_at = :at where id = :id and state = 'waiting' and code_used_at is null;

-- name: add_call
-- A call that was placed; number, digit, code and words are sealed.
insert into consent_call (id, request, case_id, principal, asked_by, sealed, digest, placed_at)
values (:id, :request, :case_id, :principal, :asked_by, :sealed, :digest, :at);

-- name: call
-- One call about a request.
select id, request, case_id, principal, state, asked_by, sealed, digest, placed_at, settled_at from consent_call where id = :id;

-- name: newest_call
-- The newest call about a request.
select id, request, case_id, principal, state, asked_by, sealed, digest, placed_at, settled_at from consent_call
where request = :request order by placed_at desc limit 1;

-- name: settle_call
-- How a call went.
update consent_call set state = :state, settled_at = :at where id = :id and state = 'placed';

-- name: request
-- One request, for an officer's step or list.
select {consent_request_columns} from consent_request where id = :id;

-- name: waiting_under
-- The requests that wait under a mandate.
select r.id, c.service, r.asked_at from consent_request r join cases c on c.id = r.case_id
where r.mandate = :mandate and r.state = 'waiting' order by r.asked_at;
