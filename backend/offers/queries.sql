-- name: candidates
-- Who reaches an age in a span of days, by the birth date that a register told, and was never offered this, holds none of it and asks for none.
select p.id from person p join profile f on f.person = p.id
where p.id > :after and p.closed_at is null and p.assurance >= 3 and f.facts ? 'birth_date'
    and f.facts->'birth_date'->0->>'value' between cast(:born_from as text) and cast(:born_to as text)
    and not exists (select from offer o where o.person = p.id and o.service = :service)
    and not exists (select from closing d where d.person = p.id)
order by p.id limit :most;

-- name: without_birth_date
-- Proven people in whose profile no birth date stands, and since when they are proven.
select p.id, coalesce((select max(i.at) from identity_proof i where i.person = p.id), p.created_at) as proved_at
from profile f join person p on p.id = f.person
where not f.facts ? 'birth_date' and p.id > :after and p.closed_at is null and p.assurance >= :assurance
order by p.id limit :most;

-- name: propose
-- A new offer; once for a person and service.
insert into offer (id, person, service, department, state, digest, content, due_on, proposed_at)
values (:id, :person, :service, :department, 'proposed', :digest, :content, :due_on, :at) on conflict do nothing
returning id;

-- columns: offer_columns
id, person, service, department, state, reason, digest, content, accepted, how, due_on, proposed_at, accepted_at, case_id, ended_at, settled_at

-- name: hold
-- An offer, locked for its next step.
select {offer_columns} from offer where id = :id and person = :person for update;

-- name: of_person
-- The offers of a person, the newest first.
select {offer_columns} from offer where person = :person order by proposed_at desc limit 50;

-- name: by_id
-- An offer that a job names.
select {offer_columns} from offer where id = :id;

-- name: reached
-- Offers whose day has come.
select id, person from offer where ended_at is null and due_on <= :today and id > :after order by id limit :most;

-- name: move
-- The state after an event.
update offer set state = :state, reason = :reason, ended_at = :ended_at where id = :id and person = :person;

-- name: accept
-- The yes, and what it is bound to.
update offer set accepted = :accepted, how = :how, accepted_at = :at where id = :id and person = :person;

-- name: begin_case
-- The draft that is submitted on the day.
update offer set case_id = :case_id where id = :id and person = :person;

-- name: add_event
-- One event; an id that is there already adds nothing.
insert into offer_event (id, offer, person, seq, kind, author, at, detail)
values (:id, :offer, :person, (select coalesce(max(seq), 0) + 1 from offer_event where offer = :offer), :kind, :author, :at, :detail)
on conflict (id) do nothing;

-- name: event_exists
-- Did this happen already?
select exists (select from offer_event where id = :id and person = :person);

-- name: events
-- What happened to a person's offers, in order.
select id, offer, seq, kind, author, at, detail from offer_event where person = :person order by at, seq;

-- name: questions
-- How often an answer was not understood.
select count(*) from offer_event where offer = :offer and person = :person and kind = 'questioned';

-- name: handed_over
-- What waits on a department's desk, the longest first; an empty department sees all.
select {offer_columns} from offer where state = 'handed_over' and settled_at is null and (cast(:department as text) = '' or department = :department)
order by ended_at limit 200;

-- name: for_officer
-- One of them, for an officer of the department; the reading is logged.
select {offer_columns}
from offer where id = :id and state = 'handed_over' and (cast(:department as text) = '' or department = :department) for update;

-- name: settle
-- An officer has seen to it; of two at once, one.
update offer set settled_at = :at where id = :id and state = 'handed_over' and settled_at is null;

-- name: counts_by_state
-- How many offers stand where.
select state, count(*)::int as number from offer group by state order by state;

-- name: own
-- What this house granted the person.
select g.case_id, g.service, g.kind, encode(g.object, 'hex') as object, g.runs, g.state, g.begins_on, g.paused_from, g.ends_on, g.yuan
from person_grant g where g.person = :person order by g.begins_on;

-- name: running
-- Services of which an application of this person is being handled.
select distinct service from cases where principal = :person and state in ('submitted', 'in_correction', 'accepted', 'in_review');

-- name: receive
-- A short message arrived; the same id twice is one message.
insert into sms_received (id, sender_hash, sealed, sent_at, received_at) values (:id, :sender_hash, :sealed, :sent_at, :at)
on conflict do nothing returning id;

-- name: received_since
-- How many messages a number has sent since then.
select count(*) from sms_received where sender_hash = any(cast(:hashes as bytea[])) and received_at >= :since;

-- name: waiting_message
-- A message that nobody has read yet, locked by who reads it.
select id, sealed, sent_at from sms_received where id = :id and outcome = 'waiting' for update;

-- name: message_read
-- It was read: number and words go.
update sms_received set outcome = :outcome, sealed = null where id = :id;
