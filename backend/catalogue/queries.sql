-- name: in_force
-- The version of every service that is published and in force on this day.
select id, code, digest, content, valid_from, valid_to, author, approver, published_at
from service_version
where state = 'published' and valid_from <= :on and (valid_to is null or valid_to > :on)
order by code, valid_from desc;

-- name: version
-- One version, whatever became of it since: a running case stays on the version it started with.
select id, code, digest, content, valid_from, valid_to, author, approver, published_at
from service_version where id = :id;

-- name: switches
-- Which services an operator has switched on or off for instant decisions.
select code, instant from service_switch;

-- name: publish
-- Put a version in force from a day on.
insert into service_version (code, state, digest, content, valid_from, author, approver, reason, published_at)
values (:code, 'published', :digest, :content, :valid_from, :author, :approver, :reason, now());

-- name: close_earlier
-- Earlier versions end where the new one begins; one that began the same day is retired.
update service_version
set valid_to = :valid_from, state = case when valid_from >= :valid_from then 'retired' else state end
where code = :code and state = 'published' and (valid_to is null or valid_to > :valid_from) and digest <> :digest;
