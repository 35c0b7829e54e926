-- name: obligations
-- What is still owed after a decision of this person's case.
select o.kind, o.due_on, o.detail, o.done_at from obligation o join cases c on c.id = o.case_id
where o.case_id = :case_id and c.principal = :principal order by o.due_on;

-- name: obligations_due
-- What is owed from a day that has come, of decisions that stand, and was not taken up yet; another worker leaves these alone.
-- Nobody is reminded of what ends: of whom a register says that they died or left, an officer speaks first.
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
-- It was done.
update obligation set done_at = :at where case_id = :case_id and kind = :kind and due_on = :due_on and done_at is null;

-- name: mark_reminded
-- The person was told, or it was too late to tell.
update obligation set reminded_at = :at where case_id = :case_id and kind = :kind and due_on = :due_on;

-- name: add_obligation
-- The next time of something that comes back.
insert into obligation (case_id, kind, opens_on, due_on) values (:case_id, :kind, :opens_on, :due_on) on conflict do nothing;
