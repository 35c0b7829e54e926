-- columns: service_draft_columns
id, code, base, content, version, owner, owner_name, writers, note, wanted_from, closes_earlier, created_at, changed_at

-- name: draft
-- The working draft of a service.
select {service_draft_columns} from service_draft where code = :code;

-- name: draft_for_change
-- The same, locked until the end of the transaction.
select {service_draft_columns} from service_draft where code = :code for update;

-- name: drafts
-- Every working draft, without its content.
select id, code, content -> 'service' ->> 'name' as name, content -> 'service' ->> 'department' as department, version,
    owner, owner_name, changed_at
from service_draft order by changed_at desc;

-- name: begin
-- Create the working draft; does nothing if the service has one.
insert into service_draft (id, code, base, content, version, owner, owner_name, writers, created_at, changed_at)
values (:id, :code, :base, :content, 1, :owner, :owner_name, array[cast(:owner as text)], :at, :at)
on conflict (code) do nothing;

-- name: change
-- Save new content as the next version; whoever saves is a writer from now on.
update service_draft
set content = :content, version = version + 1, base = :base, changed_at = :at,
    writers = case when :by = any (writers) then writers else writers || cast(:by as text) end
where id = :id
returning version;

-- name: describe
-- What the change means for residents, and from which day it should hold.
update service_draft set note = :note, wanted_from = :wanted_from, closes_earlier = :closes_earlier where id = :id;

-- name: remove
-- The working draft ends; its history stays.
delete from service_draft where id = :id;

-- name: add_event
-- Append to the history.
insert into service_draft_event (draft, code, version, kind, part, changes, undoes, says, staff, staff_name, at)
values (:draft, :code, :version, :kind, :part, :changes, :undoes, :says, :staff, :staff_name, :at);

-- name: changes_since
-- What was saved after a version of a draft, the newest first.
select draft, code, version, kind, part, changes, undoes, says, staff, staff_name, at
from service_draft_event
where draft = :draft and version > :version and kind in ('saved', 'undone', 'rebased') order by version desc;

-- name: events
-- The history of a service, the newest first.
select draft, code, version, kind, part, changes, undoes, says, staff, staff_name, at
from service_draft_event where code = :code order by at desc, version desc limit :most;

-- name: proposal
-- The version that waits for a second person.
select id, code, digest, content, valid_from, author, writers, reason, created_at, closes_earlier
from service_version where code = :code and state = 'draft';

-- name: proposals
-- Every version that waits for a second person, the longest waiting first.
select id, code, digest, content, valid_from, author, writers, reason, created_at, closes_earlier
from service_version where state = 'draft' order by created_at;

-- name: propose
-- Lay a draft before the second person; does nothing while another one of the service waits.
insert into service_version (id, code, state, digest, content, valid_from, author, writers, reason, created_at, closes_earlier)
values (:id, :code, 'draft', :digest, :content, :valid_from, :author, :writers, :reason, :at, :closes_earlier)
on conflict (code) where state = 'draft' do nothing
returning id;

-- name: begins_later
-- The published versions that are not in force yet.
select id, code, digest, content, valid_from, author, writers, reason, created_at, closes_earlier
from service_version where state = 'published' and valid_from > :today order by valid_from;

-- name: newest_serial
-- The highest code that begins like this, of versions and drafts.
select max(code) from (
    select code from service_version union all select code from service_draft
) as codes where starts_with(code, :prefix);

-- name: publish_small_fix
-- A small fix goes live with one signer.
insert into service_version (id, code, state, lane, digest, content, valid_from, valid_to, author, writers, reason, created_at, published_at)
values (:id, :code, 'published', 'small_fix', :digest, :content, :valid_from, :valid_to, :author, :writers, :reason, :at, :at);

-- name: fixes_to_review
-- The small fixes that no other person has looked at, with the version before each.
select fix.id, fix.code, fix.content, fix.author, fix.reason, fix.published_at, earlier.content as before
from service_version fix
cross join lateral (
    select content from service_version
    where code = fix.code and id <> fix.id and valid_to = fix.valid_from
    order by published_at desc limit 1
) earlier
where fix.lane = 'small_fix' and fix.reviewed_at is null
order by fix.published_at;

-- name: review_fix
-- Another person has looked at a small fix.
update service_version set reviewed_by = :by, reviewed_at = :at, review_says = :says
where id = :id and lane = 'small_fix' and reviewed_at is null
returning code;

-- name: add_comment
-- Something that is said about one field of a draft.
insert into draft_comment (id, draft, code, place, says, staff, staff_name, at)
values (:id, :draft, :code, :place, :says, :staff, :staff_name, :at);

-- name: open_comments
-- What nobody has settled yet, in the order it was said.
select id, place, says, staff, staff_name, at from draft_comment where draft = :draft and settled_at is null order by at, id limit :most;

-- name: settle_comment
-- A writer has done what was asked, or says that it stays.
update draft_comment set settled_by = :by, settled_at = :at where id = :id and code = :code and settled_at is null returning place;

-- name: add_article_review
-- Somebody has held a row of a rule against the articles it cites.
insert into article_review (id, code, row_digest, laws_digest, says, cited, against, staff, staff_name, at)
values (:id, :code, :row_digest, :laws_digest, :says, :cited, :against, :staff, :staff_name, :at);

-- name: article_reviews
-- The marks of a service, newest first.
select id, row_digest, laws_digest, says, cited, against, staff, staff_name, at from article_review
where code = :code and withdrawn_at is null order by at desc, id limit :most;

-- name: withdraw_article_review
-- Somebody takes back their own mark.
update article_review set withdrawn_at = :at where id = :id and code = :code and staff = :by and withdrawn_at is null returning id;

-- name: saved_filters
-- The filters of the list that somebody keeps.
select id, name, wanted from saved_filter where staff = :staff order by at;

-- name: keep_filter
-- Keep a filter; one of the same name is replaced.
insert into saved_filter (id, staff, name, wanted, at) values (:id, :staff, :name, :wanted, :at)
on conflict (staff, name) do update set wanted = excluded.wanted;

-- name: drop_filter
-- Forget a filter of one's own.
delete from saved_filter where id = :id and staff = :staff;

-- name: counts_by_state
-- How much of what stands open in the studio, and since when.
select state, count(*) as number, coalesce(extract(epoch from cast(:now as timestamptz) - min(since)), 0)::float8 as oldest_seconds
from (
    select 'draft' as state, changed_at as since from service_draft
    union all select 'waits for a second person', created_at from service_version where state = 'draft'
    union all select 'small fix to review', published_at from service_version where lane = 'small_fix' and reviewed_at is null
    union all select 'report to answer', created_at from service_report where answered_at is null
    union all select 'comment to settle', at from draft_comment where settled_at is null
    union all select 'row waits for a second person', changed_at from reference_version where state = 'waiting'
) as open
group by state order by state;
