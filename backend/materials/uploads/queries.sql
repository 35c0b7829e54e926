-- name: begin
-- A file is promised for a slot of a case.
insert into upload (id, principal, person, case_id, slot, file_name, content_type, sha256, original, length, started_at, expires_at)
values (:id, :principal, :person, :case_id, :slot, :file_name, :content_type, :sha256, :original, :length, :now, :expires_at);

-- columns: upload_columns
id, principal, person, case_id, slot, file_name, content_type, sha256, original, length, received, state, reason, material,
writer, expires_at

-- name: get
-- One upload of this person.
select {upload_columns} from upload where id = :id and principal = :principal;

-- name: open_of_case
-- What is on its way into a case.
select {upload_columns} from upload where case_id = :case_id and principal = :principal and state = 'open' and expires_at > :now order by slot;

-- name: hold_room
-- Two files of one person at once: one waits until the other is counted.
select pg_advisory_xact_lock(hashtextextended('room:' || cast(cast(:principal as uuid) as text), 0));

-- name: promised_bytes
-- How much this person has promised to send; an unknown length counts as the most we take.
select coalesce(sum(coalesce(length, :most)), 0)::bigint from upload where principal = :principal and state = 'open';

-- name: sent_since
-- What this person has sent or begun to send since then, whatever became of it.
select count(*)::int as files, coalesce(sum(size), 0)::bigint as bytes, min(at) as first_at from (
    select size, uploaded_at as at from material where principal = :principal and source = 'upload' and uploaded_at > :since
    union all
    select received, started_at from upload where principal = :principal and state <> 'done' and started_at > :since
) sent;

-- name: end_in_slot
-- A newer file comes into this slot: the one on its way is no longer waited for.
update upload set state = 'ended' where case_id = :case_id and slot = :slot and principal = :principal and state = 'open';

-- name: claim
-- Take the write lock of an upload if it is free or its holder has been idle too long.
update upload set writer = :writer, seen_at = :now, asked_to_yield = false
where id = :id and principal = :principal and state = 'open' and (writer is null or seen_at < :silent_since)
returning {upload_columns};

-- name: ask_to_yield
-- Ask the present writer to store what it has and release the upload to another request.
update upload set asked_to_yield = true where id = :id and principal = :principal and writer is not null;

-- name: sign_of_life
-- The writer is still there; is it asked to yield? No row: it is no longer the writer.
update upload set seen_at = :now where id = :id and principal = :principal and writer = :writer and state = 'open'
returning asked_to_yield;

-- name: keep_piece
-- A piece and how far the upload came with it, only while this is still the writer.
with moved as (
    update upload set received = :received, length = :length, seen_at = :now, expires_at = :expires_at
    where id = :id and principal = :principal and writer = :writer and state = 'open'
    returning id, asked_to_yield
), put as (
    insert into upload_piece (upload, number, size, stored_as)
    select id, :number, :size, :stored_as from moved
    on conflict (upload, number) do update set size = excluded.size, stored_as = excluded.stored_as
)
select asked_to_yield from moved;

-- name: step_back
-- This writer has ended.
update upload set writer = null, asked_to_yield = false where id = :id and principal = :principal and writer = :writer;

-- name: pieces
-- The pieces of an upload, in order.
select p.upload, p.number, p.size, p.stored_as from upload_piece p join upload u on u.id = p.upload
where u.id = :id and u.principal = :principal order by p.number;

-- name: end
-- The person no longer wants it.
update upload set state = 'ended' where id = :id and principal = :principal and state = 'open';

-- name: complete
-- The upload of a finishing job, if it is complete and not handed in yet.
select {upload_columns} from upload where id = :id and state = 'open' and received = length and case_id is not null;

-- name: complete_for_change
-- A complete upload that is not handed in yet, locked until the end of the transaction.
select {upload_columns} from upload where id = :id and state = 'open' and received = length and case_id is not null for update;

-- name: became
-- The upload is a paper of the case now.
update upload set state = 'done', material = :material where id = :id and principal = :principal;

-- name: refuse
-- The upload can't become a paper, and why.
update upload set state = 'refused', reason = :reason where id = :id and principal = :principal and state = 'open';

-- name: expire
-- Uploads that were not continued in time.
update upload set state = 'expired' where state = 'open' and expires_at < :now;

-- name: spent
-- Pieces of uploads that are over.
select p.upload, p.number, p.size, p.stored_as from upload_piece p join upload u on u.id = p.upload
where u.state <> 'open' limit 500;

-- name: forget_piece
-- The piece is gone from the store.
delete from upload_piece where upload = :upload and stored_as = :stored_as;

-- name: forget
-- Uploads that are over and long past leave no line.
delete from upload u where state <> 'open' and expires_at < :before
    and not exists (select from upload_piece p where p.upload = u.id);

-- name: named
-- Which of these names in the store are those of pieces.
select upload, number, size, stored_as from upload_piece where stored_as = any(cast(:names as text[]));

-- name: shared
-- The files that were shared with us and have no place yet.
select {upload_columns}
from upload where principal = :principal and case_id is null and state = 'open' and expires_at > :now order by expires_at desc;

-- name: put_in_place
-- A file that was shared with us belongs to this paper of this case.
update upload set case_id = :case_id, slot = :slot
where id = :id and principal = :principal and state = 'open' and case_id is null;
