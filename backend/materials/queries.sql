-- name: add
-- A paper handed in.
insert into material (id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, pages, state, uploaded_at, added_by)
values (:id, :principal, :case_id, :slot, :file_name, :content_type, :size, :digest, :stored_as, :pages, 'waiting', :at, :added_by);

-- name: replace_earlier
-- What was in this slot before makes room.
update material set state = 'replaced' where case_id = :case_id and slot = :slot and principal = :principal
    and state in ('waiting', 'read');

-- name: remove
-- The person takes a paper back.
update material set state = 'removed' where id = :id and principal = :principal and state in ('waiting', 'read');

-- name: set_aside
-- A new version of the form doesn't ask for this paper; it stays, to be looked at.
update material set state = 'set_aside' where id = :id and principal = :principal and state in ('waiting', 'read');

-- columns: material_columns
id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, pages, state, findings, reading,
verdict, overruled, uploaded_at, read_at, source, valid_until, seen_at, judged, scan

-- name: of_case_aside
-- The papers of a case that a new version of its form doesn't ask for.
select {material_columns} from material where case_id = :case_id and principal = :principal and state = 'set_aside' order by uploaded_at;

-- name: get
-- One paper of this person.
select {material_columns} from material where id = :id and principal = :principal;

-- name: of_case
-- The papers in the slots of a case.
select {material_columns} from material where case_id = :case_id and principal = :principal and state in ('waiting', 'read') order by slot;

-- name: to_read
-- The paper a job is about, kept from other workers until this transaction ends.
select {material_columns} from material where id = :id for update;

-- name: save_reading
-- What pre-review says.
update material set state = 'read', verdict = :verdict, pages = :pages, findings = :findings, reading = :reading, read_at = :at,
    valid_until = :valid_until, scan = :scan
where id = :id and state = 'waiting';

-- name: unscanned
-- Papers in a slot without an answer of the virus scanner; least recently asked first, then oldest first.
select {material_columns} from material where scan = 'unscanned' and state = 'read' and stored_as <> ''
order by scan_asked_at nulls first, uploaded_at limit :most;

-- name: scan_asked
-- The scanner is being asked about this one: if it stays silent, the others come first next time.
update material set scan_asked_at = :at where id = :id;

-- name: found_clean
-- The scanner found nothing: what a person has already judged stays as it is.
update material set scan = null where id = :id and state = 'read' and scan = 'unscanned';

-- name: to_be_read
-- Mark a scanned paper as waiting for pre-review.
update material set state = 'waiting', verdict = null, seen_at = null, scan = null
where id = :id and state = 'read' and scan = 'unscanned' and judged is null;

-- name: take_out
-- The scanner found something: the paper leaves its slot.
update material set state = 'removed', scan = 'harmful' where id = :id and state = 'read' and scan = 'unscanned';

-- name: taken_out
-- The papers of a case that the scanner took out of their slots.
select {material_columns} from material where case_id = :case_id and principal = :principal and state = 'removed' and scan = 'harmful' order by slot;

-- name: look_again
-- Store the result of a repeated comparison with form, account and other papers.
update material set verdict = :verdict, findings = :findings, reading = :reading
where id = :id and principal = :principal and state = 'read';

-- name: seen
-- The person has seen what pre-review says of the papers of this case.
update material set seen_at = :at where case_id = :case_id and principal = :principal and state = 'read' and seen_at is null;

-- name: announce
-- NOTIFY the open pages of this paper that pre-review is done; delivered at commit.
select pg_notify('paper_read', cast(:id as text));

-- name: announce_waiting
-- NOTIFY the open pages of all papers of a case that still wait: who may read it has changed; delivered at commit.
select pg_notify('paper_read', cast(id as text)) from material where case_id = :case_id and principal = :principal and state = 'waiting';

-- name: add_held
-- A paper that we hold already, put into a slot without a new upload.
insert into material (id, principal, case_id, slot, file_name, content_type, size, digest, stored_as, pages, state, source,
    verdict, findings, reading, valid_until, uploaded_at, read_at, seen_at)
values (:id, :principal, :case_id, :slot, :file_name, :content_type, :size, :digest, :stored_as, :pages, 'read', :source,
    :verdict, :findings, :reading, :valid_until, :at, :at, :at);

-- name: reusable
-- Papers of this person that passed and whose files are still stored, newest first.
select {material_columns} from material where principal = :principal and state = 'read' and verdict = 'passed' and overruled is null and pages > 0
    and source <> 'licence' and stored_as <> '' and case_id <> :case_id and coalesce(judged, 'usable') = 'usable'
    and (valid_until is null or valid_until >= cast(:today as date)) and uploaded_at >= :since
order by read_at desc limit 40;

-- name: judge
-- What a person at the desk said of a paper in the end; the first word counts.
update material set judged = :judged where id = :id and principal = :principal and state = 'read' and judged is null;

-- name: records
-- How every check stands now.
select distinct on (check_name, version) check_name, version, term, mode, since, changed_by, reason, asked, raised, upheld,
    overturned, confirmed, missed
from check_record order by check_name, version, term desc;

-- name: history
-- Every change of a check's mode, the newest first.
select check_name, version, term, mode, since, changed_by, reason, asked, raised, upheld, overturned, confirmed, missed
from check_record order by since desc limit 100;

-- name: first_terms
-- Checks that are counted for the first time.
insert into check_record (check_name, version, term, mode, since)
select n.check_name, n.version, 1, 'blocking', :at
from unnest(cast(:names as text[]), cast(:versions as integer[])) as n (check_name, version) on conflict do nothing;

-- name: begin_term
-- A check begins, or its mode changes: counting starts anew.
insert into check_record (check_name, version, term, mode, since, changed_by, reason)
select :check_name, :version, coalesce(max(term), 0) + 1, :mode, :at, :changed_by, :reason
from check_record where check_name = :check_name and version = :version
having not exists (select from check_record c where c.check_name = :check_name and c.version = :version and c.mode = :mode
    and c.term = (select max(term) from check_record d where d.check_name = :check_name and d.version = :version))
on conflict do nothing;

-- name: count
-- Add to the counts of the running term of each check.
update check_record c set asked = c.asked + n.asked, raised = c.raised + n.raised, upheld = c.upheld + n.upheld,
    overturned = c.overturned + n.overturned, confirmed = c.confirmed + n.confirmed, missed = c.missed + n.missed
from unnest(cast(:names as text[]), cast(:versions as integer[]), cast(:asked as integer[]), cast(:raised as integer[]),
    cast(:upheld as integer[]), cast(:overturned as integer[]), cast(:confirmed as integer[]), cast(:missed as integer[]))
    as n (check_name, version, asked, raised, upheld, overturned, confirmed, missed)
where c.check_name = n.check_name and c.version = n.version
    and c.term = (select max(term) from check_record d where d.check_name = n.check_name and d.version = n.version);

-- name: unblock
-- Papers that only checks of these names sent back may go on; a person will look.
update material m set verdict = 'could_not_tell'
where m.state = 'read' and m.verdict = 'failed' and not exists (
    select from jsonb_array_elements(m.findings) f
    where f ->> 'outcome' = 'failed' and f ->> 'check' <> all (cast(:names as text[])));

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
-- Papers in slots, page by page, to check that their files exist.
select id, stored_as, pages from material where state in ('waiting', 'read') and stored_as <> '' and id > :after order by id limit 500;

-- name: unread
-- How many papers of a person wait to be read.
select count(*) from material where principal = :principal and state = 'waiting';
