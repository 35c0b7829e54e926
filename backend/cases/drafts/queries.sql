-- name: running_draft
-- The draft this person already has for this service.
select id, number, principal, opened_by, service, service_version, state, ruling, department, answers, version, opened_at,
    submitted_at, decided_at, updated_at
from cases where principal = :principal and service = :service and state = 'draft';

-- name: open_case
-- A new draft; the second of two taps finds the first one's draft.
insert into cases (id, number, principal, opened_by, service, service_version, state, department)
values (:id, :number, :principal, :opened_by, :service, :service_version, 'draft', :department)
on conflict (principal, service) where state = 'draft' do nothing;

-- name: save_answers
-- Keep what was filled in so far.
update cases set answers = :answers, answered_by = :answered_by, version = version + 1, updated_at = :at,
    last_question = case when :last_question = '' then last_question else :last_question end
where id = :id and principal = :principal and state in ('draft', 'in_correction') and version = :version;

-- name: move
-- A draft goes on with another version of its form.
update cases set service_version = :service_version, department = :department, answers = :answers,
    set_aside = coalesce(:set_aside, set_aside), version = version + 1, updated_at = :at
where id = :id and principal = :principal and state = 'draft';

-- name: set_aside
-- What a new version of the form had no place for.
select set_aside from cases where id = :id and principal = :principal;

-- name: stops
-- The questions after which drafts were left alone, where as many people as may be told did so.
select service, last_question as question, count(*) as people
from cases where state = 'draft' and last_question <> '' and updated_at < :before
group by service, last_question having count(*) >= :fewest order by people desc, service, question;
