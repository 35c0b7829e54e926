-- name: in_force
-- The newest published version of every changed row on a day.
select distinct on (table_name, key) table_name, key, content
from reference_version where state = 'published' and valid_from <= :on
order by table_name, key, valid_from desc, published_at desc;

-- columns: reference_version_columns
id, table_name, key, state, content, version, valid_from, author, author_name, writers, approver, reason, changed_at, published_at

-- name: open_version
-- What is being changed of a row, locked until the end of the transaction.
select {reference_version_columns} from reference_version where table_name = :table_name and key = :key and state in ('draft', 'waiting') for update;

-- name: open_rows
-- The rows of all tables that somebody is changing.
select table_name, key, state, author_name from reference_version where state in ('draft', 'waiting') order by table_name, key;

-- name: versions
-- Every published version of a row, the newest first.
select {reference_version_columns} from reference_version where table_name = :table_name and key = :key and state = 'published'
order by valid_from desc, published_at desc limit 50;

-- name: begin
-- Begin to change a row; does nothing while somebody does.
insert into reference_version (id, table_name, key, state, content, valid_from, author, author_name, writers, changed_at)
values (:id, :table_name, :key, 'draft', :content, :valid_from, :author, :author_name, array[cast(:author as text)], :at)
on conflict (table_name, key) where state in ('draft', 'waiting') do nothing;

-- name: change
-- Save the row anew, if it still is what the page showed.
update reference_version
set content = :content, version = version + 1, changed_at = :at,
    writers = case when :by = any (writers) then writers else writers || cast(:by as text) end
where id = :id and state = 'draft' and version = :seen
returning version;

-- name: propose
-- Lay the row before a second person.
update reference_version set state = 'waiting', reason = :reason, valid_from = :valid_from, changed_at = :at,
    writers = case when :by = any (writers) then writers else writers || cast(:by as text) end
where id = :id and state = 'draft' and version = :seen
returning version;

-- name: take_back
-- Go on writing.
update reference_version set state = 'draft', reason = :reason, version = version + 1, changed_at = :at where id = :id and state = 'waiting'
returning version;

-- name: publish
-- The row is in force from its day on.
update reference_version set state = 'published', approver = :approver, valid_from = greatest(valid_from, :today), published_at = :at
where id = :id and state = 'waiting' and version = :seen
returning valid_from;

-- name: discard
-- Nothing of it was published.
delete from reference_version where id = :id and state = 'draft' and version = :seen
returning key;

-- name: working_days
-- The days that differ from Monday to Friday.
select day, works, name, source from working_day order by day;
