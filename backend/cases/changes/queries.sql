-- name: place
-- How far the feed of a register has been taken in.
select place from register_feed where register = :register;

-- name: move_place
-- Everything up to here has been taken in.
insert into register_feed (register, place, read_at) values (:register, :place, :at)
on conflict (register) do update set place = excluded.place, read_at = excluded.read_at;

-- name: running_grants
-- What this person was granted and still holds: the decisions behind valid receipts.
select c.id, c.principal, c.service_version, d.id as decision, d.decided_by, d.decided_on, d.inputs
from cases c
join decision d on d.case_id = c.id and d.outcome = 'approve' and d.superseded_by is null
join receipt r on r.decision = d.id and r.status = 'valid'
where c.principal = :person order by c.opened_at for update of c;

-- name: propose
-- Add a proposal; idempotent by what the register reported.
insert into grant_change (id, case_id, told, duty, cause, happened_on, says, effect, effect_from, closes_on, proposed_at)
values (:id, :case_id, :told, :duty, :cause, :happened_on, :says, :effect, :effect_from, :closes_on, :at)
on conflict (case_id, told, duty) do nothing;

-- columns: grant_change_columns
id, case_id, told, duty, cause, happened_on, says, effect, effect_from, closes_on, state, reason, proposed_at, settled_at

-- name: of_case
-- Everything proposed for a case, the oldest first.
select {grant_change_columns} from grant_change where case_id = :case_id order by proposed_at, happened_on;

-- name: proposed
-- One proposal for a case.
select {grant_change_columns} from grant_change where id = :id and case_id = :case_id;

-- name: settle
-- Store an officer's decision; updates nothing if another officer decided first.
update grant_change set state = :state, reason = :reason, settled_by = :by, settled_at = :at
where id = :id and case_id = :case_id and state = :was;

-- name: to_confirm
-- What waits for an officer of a department, the oldest first; an empty department sees all.
select g.case_id, c.number, c.service_version, g.cause, g.happened_on, g.effect_from
from grant_change g join cases c on c.id = g.case_id
where g.state = 'proposed' and (cast(:department as text) = '' or c.department = :department)
order by g.proposed_at limit 200;

-- name: ask_anew
-- The registers are asked anew when these values are next needed.
update profile set facts = facts - cast(:attributes as text[]), version = version + 1 where person = :person;
