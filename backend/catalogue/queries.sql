-- name: in_force
-- The version of every service that is published and in force on this day.
select id, code, digest, content, valid_from, valid_to, author, approver, published_at
from service_version
where state = 'published' and valid_from <= :on and (valid_to is null or valid_to > :on)
order by code, valid_from desc;

-- name: ids_in_force
-- Which version of every service is in force on this day: cheap enough to ask at every publication.
select id, code
from service_version
where state = 'published' and valid_from <= :on and (valid_to is null or valid_to > :on)
order by code, valid_from desc;

-- name: closings
-- The newest version of every service that has closed the earlier ones for drafts.
select distinct on (code) code, id, valid_from
from service_version
where state = 'published' and closes_earlier and valid_from <= :on
order by code, valid_from desc;

-- name: versions
-- Several versions at once.
select id, code, digest, content, valid_from, valid_to, author, approver, published_at
from service_version where id = any (:ids);

-- name: version
-- One version, whatever became of it since: a running case stays on the version it started with.
select id, code, digest, content, valid_from, valid_to, author, approver, published_at
from service_version where id = :id;

-- name: switches
-- Which services an operator has switched on or off for instant decisions.
select code, instant, changed_by, changed_at, reason from service_switch;

-- name: turn
-- An operator turns the machine decision of a service on or off.
insert into service_switch (code, instant, changed_by, changed_at, reason) values (:code, :instant, :by, :at, :reason)
on conflict (code) do update
set instant = excluded.instant, changed_by = excluded.changed_by, changed_at = excluded.changed_at, reason = excluded.reason;

-- name: draft
-- The open draft of a service.
select id, code, digest, content, valid_from, valid_to, author, approver, published_at
from service_version where code = :code and state = 'draft';

-- name: draft_for_change
-- The draft with all its authors, locked until the end of the transaction.
select id, digest, content, valid_from, writers, reason
from service_version where code = :code and state = 'draft' for update;

-- name: begin_draft
-- Create a draft; does nothing if the service has an open one.
insert into service_version (code, state, digest, content, valid_from, author, writers, reason, created_at)
values (:code, 'draft', :digest, :content, :valid_from, :author, array[cast(:author as text)], :reason, :at)
on conflict (code) where state = 'draft' do nothing
returning id;

-- name: change_draft
-- Save the draft anew; nothing when it isn't any more what the writer saw.
update service_version
set digest = :digest, content = :content, valid_from = :valid_from, reason = :reason, created_at = :at, author = :author,
    writers = case when :author = any (writers) then writers else writers || cast(:author as text) end
where code = :code and state = 'draft' and digest = :seen
returning id;

-- name: discard_draft
-- Throw the draft away, if it still is what the writer saw.
delete from service_version where code = :code and state = 'draft' and digest = :seen;

-- name: publish_draft
-- The draft becomes a version that is in force from a day on, until the next one that is already waiting.
update service_version
set state = 'published', approver = :approver, reason = :reason, valid_from = :valid_from, valid_to = :valid_to,
    published_at = :at
where id = :id and state = 'draft'
returning id, code, digest, content, valid_from, valid_to, author, approver, published_at;

-- name: publish
-- Put a version in force from a day on, without a draft before it: the files shipped with the software.
insert into service_version (code, state, digest, content, valid_from, valid_to, author, writers, approver, reason, published_at)
values (:code, 'published', :digest, :content, :valid_from, :valid_to, :author, array[cast(:author as text)], :approver,
    :reason, now());

-- name: close_earlier
-- What runs on the new version's first day ends there; what would have begun that same day gives way to it.
update service_version
set valid_to = :valid_from, state = case when valid_from = :valid_from then 'retired' else state end
where code = :code and state = 'published' and valid_from <= :valid_from and (valid_to is null or valid_to > :valid_from);

-- name: next_start
-- The first day of the next version that is already waiting.
select min(valid_from) from service_version where code = :code and state = 'published' and valid_from > :valid_from;

-- name: retire
-- The service is no longer offered from this day on; what was waiting to begin later never does.
update service_version
set valid_to = greatest(valid_from, :on), state = case when valid_from >= :on then 'retired' else state end,
    ended_by = :by, ended_with = :approver, ended_reason = :reason, ended_at = :at
where code = :code and state = 'published' and (valid_to is null or valid_to > :on);

-- name: withdraw
-- Retire a scheduled version that is not in force yet.
update service_version
set state = 'retired', ended_by = :by, ended_reason = :reason, ended_at = :at
where id = :id and state = 'published' and valid_from > :today
returning id, code, digest, content, valid_from, valid_to, author, approver, published_at;

-- name: reopen
-- The version before a withdrawn one runs on, until the one after it.
update service_version set valid_to = :valid_to
where code = :code and state = 'published' and valid_to = :valid_from;

-- name: history
-- Everything that was ever published of a service, and its draft; the newest first.
select id, code, state, digest, valid_from, valid_to, author, writers, approver, reason, created_at, published_at, ended_by,
    ended_with, ended_reason, ended_at
from service_version where code = :code
order by (state = 'draft') desc, valid_from desc, published_at desc, valid_to desc nulls first;

-- name: changes
-- What was published lately, of all services; the newest first.
select id, code, digest, content ->> 'name' as service_name, reason, valid_from, published_at
from (
    select id, code, digest, content -> 'service' as content, reason, valid_from, published_at
    from service_version where state = 'published' and valid_from <= :on
    order by greatest(published_at, cast(valid_from as timestamptz)) desc, code limit :most
) as newest;

-- name: announce
-- Tell every process of ours, when this transaction commits, that the catalogue has changed.
select pg_notify('catalogue_published', :code);

-- name: brakes
-- The brakes that are on, the one of everything first.
select id, service, reason, pulled_by, pulled_at from brake where released_at is null order by service;

-- name: brakes_before
-- The brakes that were released lately, the newest first.
select id, service, reason, pulled_by, pulled_at, released_by, release_reason, released_at
from brake where released_at is not null order by released_at desc limit 20;

-- name: pull_brake
-- Pull the brake on machine approvals; idempotent for each service.
insert into brake (id, service, reason, pulled_by, pulled_at) values (:id, :service, :reason, :by, :at)
on conflict (service) where released_at is null do nothing;

-- name: release_brake
-- Let them go on; answers of which service.
update brake set released_by = :by, release_reason = :reason, released_at = :at where id = :id and released_at is null
returning service;
