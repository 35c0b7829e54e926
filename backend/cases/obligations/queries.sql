-- name: obligations
-- Open obligations after the decision of this person's case.
select o.kind, o.due_on, o.detail, o.done_at from obligation o join cases c on c.id = o.case_id
where o.case_id = :case_id and c.principal = :principal order by o.due_on;

-- name: obligations_due
-- Due obligations of valid decisions without a reminder yet; rows locked by another worker are skipped.
-- Left out: persons about whom a register reported a death or a move; an officer decides first.
select o.case_id, o.kind, o.opens_on, o.due_on, c.principal, c.service_version, d.id as decision, d.inputs
from obligation o
join cases c on c.id = o.case_id
join decision d on d.case_id = c.id and d.outcome = 'approve' and d.rule is not null and d.superseded_by is null
join receipt r on r.decision = d.id and r.status = 'valid'
where o.reminded_at is null and o.done_at is null and o.opens_on <= :today
    and not exists (select from grant_change g where g.case_id = o.case_id and g.effect is not null and g.state in ('proposed', 'confirmed'))
order by o.opens_on limit 200 for update of o skip locked;

-- name: open_recurring
-- What recurs, has begun and isn't done, of what this person holds; the oldest first.
select o.case_id, o.kind, o.opens_on, o.due_on, c.principal, c.service_version, d.id as decision, d.inputs
from obligation o
join cases c on c.id = o.case_id
join decision d on d.case_id = c.id and d.outcome = 'approve' and d.rule is not null and d.superseded_by is null
join receipt r on r.decision = d.id and r.status = 'valid'
where c.principal = :person and o.kind = :kind and o.done_at is null and o.opens_on <= :today
order by o.opens_on for update of o;

-- name: mark_done
-- Mark an obligation as done.
update obligation set done_at = :at where case_id = :case_id and kind = :kind and due_on = :due_on and done_at is null;

-- name: mark_reminded
-- Mark the obligation as reminded, or as too late for a reminder.
update obligation set reminded_at = :at where case_id = :case_id and kind = :kind and due_on = :due_on;

-- name: add_obligation
-- Add the next occurrence of a recurring obligation.
insert into obligation (case_id, kind, opens_on, due_on) values (:case_id, :kind, :opens_on, :due_on) on conflict do nothing;

-- name: open_of_person
-- What this person has to do next for each grant they hold, the earliest first.
select distinct on (o.case_id, o.kind) o.case_id, o.kind, o.opens_on, o.due_on, c.service_version
from obligation o
join cases c on c.id = o.case_id
join receipt r on r.case_id = c.id and r.status = 'valid'
where c.principal = :principal and o.done_at is null and o.due_on >= :today
order by o.case_id, o.kind, o.due_on;
