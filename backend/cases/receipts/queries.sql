-- name: receipt_of
-- The receipt of a case of this person.
select r.number, r.case_id, r.decision, r.jws, r.kid, r.status, r.issued_at, r.ended_at
from receipt r join cases c on c.id = r.case_id
where r.case_id = :case_id and c.principal = :principal order by (r.status = 'valid') desc, r.issued_at desc limit 1;

-- name: receipt_by_number
-- A receipt by its number, for public verification (the QR code).
select number, case_id, decision, jws, kid, status, issued_at, ended_at from receipt where number = :number;

-- name: supersede_receipts
-- The receipts of a decision that no longer stands say so.
update receipt set status = 'superseded', ended_at = :at where case_id = :case_id and status = 'valid';

-- name: add_receipt
-- The signed proof of a person's decision.
insert into receipt (number, case_id, decision, jws, kid, issued_at) values (:number, :case_id, :decision, :jws, :kid, :at);

-- name: receipt_of_case
-- The newest receipt of a case, for the officer who opened it.
select number, case_id, decision, jws, kid, status, issued_at, ended_at
from receipt where case_id = :case_id order by (status = 'valid') desc, issued_at desc limit 1;

-- name: revoke_receipts
-- The valid receipt of a case doesn't stand any more.
update receipt set status = 'revoked', ended_at = :at where case_id = :case_id and status = 'valid';

-- name: preparer
-- The last helper who did something in this case, and how the principal agreed to what was handed in last.
select i.person, i.sealed, (select s.detail->>'how' from case_event s where s.case_id = e.case_id and s.principal = e.principal
    and s.kind in ('submitted', 'corrected') order by s.seq desc limit 1) as consent
from case_event e
join identity i on i.person = case when e.role = 'mandate' then cast(substr(e.author, 9) as uuid) end
where e.case_id = :case_id and e.principal = :principal order by e.seq desc limit 1;

-- name: valid_of_person
-- The receipts of this person that stand, the newest first.
select r.number, r.case_id, r.issued_at, c.service_version
from receipt r join cases c on c.id = r.case_id
where c.principal = :principal and r.status = 'valid' order by r.issued_at desc limit :most;
