-- name: add
-- What was signed, beside the paper that it stands for.
insert into signature (material, case_id, principal, says, digest, way, proof, sealed, signed_at)
values (:material, :case_id, :principal, :says, :digest, :way, :proof, :sealed, :at);

-- name: of_case
-- The signatures of a case that stand in a slot.
select s.material, s.case_id, s.says, s.digest, s.way, s.proof, s.sealed, s.signed_at
from signature s join material m on m.id = s.material
where s.case_id = :case_id and s.principal = :principal and m.state = 'read' order by s.signed_at;
