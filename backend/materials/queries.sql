-- name: add
-- A paper handed in.
insert into material (id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, pages, state, uploaded_at)
values (:id, :principal, :case_id, :slot, :file_name, :content_type, :size, :digest, :stored_as, :pages, 'waiting', :at);

-- name: replace_earlier
-- What was in this slot before makes room.
update material set state = 'replaced' where case_id = :case_id and slot = :slot and principal = :principal
    and state in ('waiting', 'read');

-- name: remove
-- The person takes a paper back.
update material set state = 'removed' where id = :id and principal = :principal and state in ('waiting', 'read');

-- name: held
-- One paper of this person.
select id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, pages, state, findings, reading,
    verdict, overruled, uploaded_at, read_at
from material where id = :id and principal = :principal;

-- name: of_case
-- The papers in the slots of a case.
select id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, pages, state, findings, reading,
    verdict, overruled, uploaded_at, read_at
from material where case_id = :case_id and principal = :principal and state in ('waiting', 'read') order by slot;

-- name: to_read
-- The paper a job is about, kept from other workers until this transaction ends.
select id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, pages, state, findings, reading,
    verdict, overruled, uploaded_at, read_at
from material where id = :id for update;

-- name: save_reading
-- What pre-review says.
update material set state = 'read', verdict = :verdict, pages = :pages, findings = :findings, reading = :reading, read_at = :at
where id = :id and state = 'waiting';

-- name: overrule
-- The person insists, with a reason; a person will look.
update material set overruled = :reason where id = :id and principal = :principal and state = 'read' and verdict = 'failed';

-- name: used_bytes
-- How much this person keeps here.
select coalesce(sum(size), 0) from material where principal = :principal and state in ('waiting', 'read');

-- name: gone
-- Files that no slot needs any more and that are old enough to prune.
select id, stored_as, pages from material where state in ('replaced', 'removed') and uploaded_at < :before and stored_as <> '' limit 200;

-- name: forget_file
-- The file is gone; the line stays.
update material set stored_as = '', reading = null where id = :id;

-- name: filed
-- Which of these papers still have their file.
select id, stored_as, pages from material where id = any(cast(:ids as uuid[])) and stored_as <> '';

-- name: in_slots
-- Every paper in a slot, some hundreds at a time, to look whether its file is there.
select id, stored_as, pages from material where state in ('waiting', 'read') and stored_as <> '' and id > :after order by id limit 500;
