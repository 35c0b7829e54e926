-- name: add
-- Add a message to the person's inbox.
insert into notice (id, person, topic, case_id, title, body, link, message_key, message_version, created_at)
values (:id, :person, :topic, :case_id, :title, :body, :link, :key, :version, :at) on conflict do nothing;

-- name: add_many
-- Add messages to the inboxes of several persons.
insert into notice (id, person, topic, title, body, link, message_key, message_version, created_at)
select n.id, n.person, :topic, n.title, n.body, n.link, n.key, n.version, :at
from unnest(
    cast(:ids as uuid[]), cast(:persons as uuid[]), cast(:titles as text[]), cast(:bodies as text[]), cast(:links as text[]),
    cast(:keys as text[]), cast(:versions as text[])
) as n (id, person, title, body, link, key, version)
on conflict do nothing;

-- name: inbox
-- The inbox of a person: their messages, newest first.
select id, topic, case_id, title, body, link, created_at, read_at from notice
where person = :person order by created_at desc limit 200;

-- name: unread
-- How many are still unread.
select count(*) from notice where person = :person and read_at is null;

-- name: get
-- One message of this person.
select id, topic, case_id, title, body, link, created_at, read_at from notice where id = :id and person = :person;

-- name: mark_read
-- The person opened it.
update notice set read_at = :at where id = :id and person = :person and read_at is null;

-- name: mark_all_read
-- The person has seen them all.
update notice set read_at = :at where person = :person and read_at is null;

-- name: keep_sms
-- The wording that a short message had.
insert into sms_sent (id, template, wording_version) values (:id, :template, :version) on conflict do nothing;

-- name: settle
-- What this message asked for has been done.
update notice set read_at = :at where person = :person and topic = :topic and link = :link and read_at is null;
