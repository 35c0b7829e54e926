-- name: queue
-- The cases on the desk of a department, the longest waiting first; an empty department sees all.
select c.id, c.number, c.service, c.service_version, c.state, c.department, c.submitted_at, c.updated_at, c.principal
from cases c
where c.state in ('submitted', 'accepted', 'in_review', 'in_correction')
    and (cast(:department as text) = '' or c.department = :department)
order by c.submitted_at limit 200;

-- name: propose_revocation
-- Propose to revoke a valid receipt; does nothing beside an open proposal.
insert into revocation (id, receipt, reason, proposed_by, proposed_role, proposed_at)
select :id, r.number, :reason, :by, :role, :at from receipt r where r.number = :receipt and r.status = 'valid'
on conflict (receipt) where settled_at is null do nothing
returning id;

-- name: open_revocation
-- The proposal that waits for a second person.
select v.id, v.receipt, v.reason, v.proposed_by, v.proposed_role, v.proposed_at
from revocation v join receipt r on r.number = v.receipt
where r.case_id = :case_id and v.settled_at is null and r.status = 'valid' for update of v;

-- name: settle_revocation
-- A second person agrees or doesn't.
update revocation set settled_by = :by, settled_role = :role, settled_at = :at, granted = :granted
where id = :id and settled_at is null;

-- name: revocations_waiting
-- The proposals of a department that wait for a second person, the oldest first; an empty department sees all.
select c.id, c.number, c.service_version, v.reason, v.proposed_by, v.proposed_at
from revocation v join receipt r on r.number = v.receipt join cases c on c.id = r.case_id
where v.settled_at is null and r.status = 'valid' and (cast(:department as text) = '' or c.department = :department)
order by v.proposed_at limit 200;

-- name: case_by_number
-- The case that a case number or a receipt number names, for an officer of its department.
select c.id from cases c
where c.state <> 'draft' and (cast(:department as text) = '' or c.department = :department)
    and (c.number = :number or exists (select from receipt r where r.case_id = c.id and r.number = :receipt));

-- name: checks_waiting
-- After-checks waiting for a department, oldest first, without names; an empty department means all.
select c.id, c.number, c.service_version, k.why, k.drawn_at
from after_check k join cases c on c.id = k.case_id
where k.state = 'waiting' and (cast(:department as text) = '' or c.department = :department) order by k.drawn_at limit 200;

-- name: check_of_case
-- The newest after-check of a case, for the officer who opened it.
select why, state, reason, checked_at from after_check where case_id = :case_id order by drawn_at desc limit 1;

-- name: settle_check
-- An officer's word on a machine approval; said once, it stays.
update after_check set state = :state, checked_by = :by, reason = :reason, checked_at = :at where case_id = :case_id and state = 'waiting';

-- name: checks_by_service
-- How often officers agreed with the machine since a moment, by service: numbers only.
select c.service as code, k.state, count(*)::int as number
from after_check k join cases c on c.id = k.case_id where k.drawn_at >= :since and not 'departs' = any(k.why) group by c.service, k.state;

-- name: add_check
-- Select an approval for an after-check by another officer.
insert into after_check (decision, case_id, why, drawn_at)
select :decision, c.id, :why, :at from cases c where c.id = :case_id and c.principal = :principal;
