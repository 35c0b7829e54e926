-- name: add
-- A visitor says that something on the page is wrong.
insert into service_report (id, code, digest, place, sentence, says, person, created_at)
values (:id, :code, :digest, :place, :sentence, :says, :person, :at);

-- name: open_reports
-- What nobody has answered yet, the oldest first; never whose it is.
select id, code, digest, place, sentence, says, person is not null as signed_in, created_at
from service_report where answered_at is null order by created_at limit :most;

-- name: open_counts
-- How many wait, by service.
select code, count(*) as open from service_report where answered_at is null group by code;

-- name: answer
-- An editor answers; answers for whom and of which service, so that they can be told.
update service_report set answer = :answer, answered_by = :by, answered_at = :at
where id = :id and answered_at is null
returning code, sentence, person;
