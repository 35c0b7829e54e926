-- name: by_phone
-- Who signs in with this number.
select id, assurance from person p join identity i on i.person = p.id where i.phone_hash = any(:phone_hashes) and p.closed_at is null;

-- name: by_id_number
-- The person with this identity number; the present spelling first.
select id, assurance from person p join identity i on i.person = p.id
where i.id_hash = any(:id_hashes) and p.closed_at is null
order by array_position(cast(:id_hashes as bytea[]), i.id_hash) limit 1;

-- name: holder
-- The other account that this identity number belongs to, if there is one.
select p.id, p.assurance from person p join identity i on i.person = p.id
where i.id_hash = any(:id_hashes) and p.closed_at is null and p.id <> :person limit 1;

-- name: person
-- One person.
select id, assurance from person where id = :person;

-- name: add_person
-- Create a person at the first sign-in.
insert into person (id, assurance, created_at) values (:person, :assurance, :at);

-- name: add_identity
-- Store the sealed identity; does nothing if another account has the number.
insert into identity (person, sealed, phone_hash, id_hash) values (:person, :sealed, :phone_hash, :id_hash)
on conflict do nothing;

-- name: add_profile
-- An empty profile.
insert into profile (person, facts) values (:person, '{}') on conflict do nothing;

-- name: identity
-- The sealed identity of a person.
select sealed from identity where person = :person;

-- name: save_identity
-- Replace the sealed identity and its look-up hashes.
update identity set sealed = :sealed, phone_hash = :phone_hash, id_hash = :id_hash, updated_at = now() where person = :person;

-- name: hold
-- Two steps of one person at once: one waits for the other.
select pg_advisory_xact_lock(hashtextextended('identity:' || cast(cast(:person as uuid) as text), 0));

-- name: raise_assurance
-- We know better now who this is; never less.
update person set assurance = greatest(assurance, :assurance) where id = :person;

-- name: add_proof
-- A person proved who they are by this means.
insert into identity_proof (person, level, means, at) values (:person, :level, :means, :at);

-- name: disowned
-- Does it wait for an officer that the person said a proof wasn't theirs?
select exists (select from identity_request where person = :person and state in ('waiting', 'seen') and cause = 'disowned');

-- name: facts
-- What we know of a person, with sources.
select facts from profile where person = :person;

-- name: merge_facts
-- Newer answers replace older ones, attribute by attribute.
update profile set facts = facts || :facts, version = version + 1, refreshed_at = :at where person = :person;

-- name: give_consent
-- A consent with the version of its text.
insert into consent (person, purpose, version, given_at) values (:person, :purpose, :version, :at)
on conflict (person, purpose) where withdrawn_at is null do nothing;

-- name: consents
-- All consents of a person, withdrawn ones too.
select id, purpose, version, given_at, withdrawn_at from consent where person = :person order by given_at desc;

-- name: consent_running
-- Does this person's consent to this wording run?
select true from consent where person = :person and purpose = :purpose and version = :version and withdrawn_at is null;

-- name: withdraw_consent
-- The person takes a consent back; the row stays as history.
update consent set withdrawn_at = :at where person = :person and purpose = :purpose and withdrawn_at is null;

-- name: end_consents
-- The account closes, and with it every consent.
update consent set withdrawn_at = :at where person = :person and withdrawn_at is null;

-- name: add_access
-- Record that a member of staff opened this person's file.
insert into access_log (person, reader, reader_name, role, case_id, reason, at)
values (:person, :reader, :reader_name, :role, :case_id, :reason, :at);

-- name: readings
-- Who opened my file.
select reader_name, role, case_id, reason, at from access_log where person = :person order by at desc limit 200;

-- name: add_staff_act
-- One consequential act of a member of staff.
insert into staff_act (act, subject, staff, proven, at) values (:act, :subject, :staff, :proven, :at);

-- name: did
-- Did this member of staff do one of these acts on one of these affairs?
select exists (select from staff_act where staff = :staff and subject = any(cast(:subjects as text[])) and act = any(cast(:acts as text[])));
