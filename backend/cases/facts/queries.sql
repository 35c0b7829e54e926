-- name: add_answer
-- What registers said of one thing that a case names.
insert into object_answer (id, case_id, person, digest, sealed, asked_at, expires_at)
values (:id, :case_id, :person, :digest, :sealed, :at, :expires_at);

-- name: asked_since
-- How often registers were asked about things for this person since a moment.
select count(*)::int from object_answer where person = :person and asked_at > :since;
