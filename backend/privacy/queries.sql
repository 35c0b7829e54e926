-- name: closing
-- Whether this person asked for their account to be closed.
select person, asked_at, due_at from closing where person = :person;

-- name: ask_closing
-- The person wants to go; asking twice changes nothing.
insert into closing (person, asked_at, due_at) values (:person, :at, :due_at) on conflict (person) do nothing;

-- name: undo_closing
-- The person stays.
delete from closing where person = :person;

-- name: due_closings
-- Accounts whose closure is due: the waiting period is over.
select person, asked_at, due_at from closing where due_at <= :at order by due_at limit 100;

-- name: hold_closing
-- One of them, kept from others; gone when the person stayed after all.
select person, asked_at, due_at from closing where person = :person and due_at <= :at for update skip locked;

-- name: running_cases
-- What this person has under way at a department.
select id, number, service_version, state from cases
where principal = :person and state in ('submitted', 'in_correction', 'accepted', 'in_review') order by submitted_at;

-- name: drafts
-- What this person began and didn't hand in.
select id from cases where principal = :person and state = 'draft';

-- name: close_person
-- The account is closed.
update person set closed_at = :at where id = :person and closed_at is null;

-- name: forget_file_names
-- What this person's files were called on their phone; nothing is asked by it any more.
with uploads as (update upload set file_name = '' where principal = :person)
update material set file_name = '' where principal = :person;

-- name: expired_cases
-- Abandoned drafts, and cases whose retention period is over and which have no open obligation.
select c.id from cases c
where (c.state = 'draft' and c.updated_at < :drafts_before)
    or (c.state in ('approved', 'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed', 'revoked') and c.updated_at < :ended_before
        and not exists (select from obligation o where o.case_id = c.id and o.done_at is null and o.due_on > :today)
        and not exists (select from person_grant g where g.case_id = c.id and g.state <> 'ended'))
limit 200;

-- name: files
-- Where the papers of a case lie.
select stored_as, pages from material where case_id = :case_id and stored_as <> '';

-- name: forget_case
-- The case and all that hangs on it; the database itself checks that it is old enough.
select forget_case(:case_id);

-- name: forget_readings
-- Who read what, long ago; the database itself checks how long.
select forget_readings(:before);

-- name: forget_mandates
-- Mandates that were over long ago, with their events and consents; the database itself checks how long.
select forget_mandates(:before);

-- name: forget_draft_events
-- What was written in drafts that ended long ago; the database itself checks how long.
select forget_draft_events(:before);

-- name: forget_guidance
-- Guided sessions of long ago, with their events; the database itself checks how long.
select forget_guidance(:before);

-- name: forget_people
-- Closed accounts of which nothing is kept any more.
delete from person p where p.closed_at is not null
    and not exists (select from cases c where c.principal = p.id or c.opened_by = p.id)
    and not exists (select from consent c where c.person = p.id)
    and not exists (select from mandate m where m.principal = p.id or m.helper = p.id)
    and not exists (select from offer o where o.person = p.id)
    and not exists (select from guided_session g where g.person = p.id)
    and not exists (select from access_log a where a.person = p.id);

-- name: object_to
-- The person says that this is wrong; while it is being looked at, once is enough.
insert into objection (id, person, attribute, source, department, said, asked_at)
values (:id, :person, :attribute, :source, :department, :said, :at) on conflict do nothing;

-- name: objections
-- What this person said is wrong, and what came of it.
select id, person, attribute, source, department, said, asked_at, answer, answered_at
from objection where person = :person order by asked_at desc limit 100;

-- name: open_objections
-- What waits on a department's desk, the longest first; an empty department sees all.
select id, person, attribute, source, department, said, asked_at, answer, answered_at from objection
where answered_at is null and (cast(:department as text) = '' or department = :department) order by asked_at limit 200;

-- name: objection_for_officer
-- One of them, for an officer of the department; the reading is logged.
select id, person, attribute, source, department, said, asked_at, answer, answered_at from objection
where id = :id and (cast(:department as text) = '' or department = :department);

-- name: answer_objection
-- An officer looked into it; of two at once, one.
update objection set answer = :answer, answered_by = :officer, answered_at = :at where id = :id and answered_at is null;

-- name: forget_fact
-- The register is asked anew when the value is next needed.
update profile set facts = facts - cast(:attribute as text), version = version + 1 where person = :person;
