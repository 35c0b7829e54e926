-- name: add
-- A trial that waits for the worker; does nothing while one of the service isn't over.
insert into rule_replay (id, code, rules, state, asked_at, changed_at) values (:id, :code, :rules, 'waiting', :at, :at)
on conflict (code) where state in ('waiting', 'running') do nothing;

-- name: replace
-- An unfinished trial gives way to a newer one; the worker stops at its next batch.
update rule_replay set state = 'replaced', changed_at = :at where code = :code and state in ('waiting', 'running');

-- name: latest
-- The newest trial of a service.
select id, code, rules, state, done, total, counts, asked_at, changed_at
from rule_replay where code = :code and state <> 'replaced' order by asked_at desc limit 1;

-- name: begin
-- Begin a trial, or begin it anew after an interrupted run; nothing where it is over.
update rule_replay r set state = 'running', done = 0, changed_at = :at, total =
    (select count(*) from cases c where c.service = r.code
        and (c.state = 'draft' or exists (select from decision d where d.case_id = c.id and d.decided_by = 'rule')))
where id = :id and state in ('waiting', 'running')
returning id, code, rules, state, done, total, counts, asked_at, changed_at;

-- name: advance
-- So many more are tried; nothing where the trial has been replaced.
update rule_replay set done = done + :more, changed_at = :at where id = :id and state = 'running' returning id;

-- name: finish
-- The counts of a trial, as they may be shown.
update rule_replay set state = 'done', counts = :counts, changed_at = :at where id = :id and state = 'running';

-- name: submitted
-- The next submitted cases of a service, each with the newest decision that the rule took on it.
select c.id as case_id, c.principal, c.state in ('submitted', 'in_correction', 'accepted', 'in_review') as running,
    d.id as decision, d.decided_on, d.inputs
from cases c cross join lateral (
    select id, decided_on, inputs from decision where case_id = c.id and decided_by = 'rule' order by at desc limit 1) d
where c.service = :service and c.state <> 'draft' and c.id > :after order by c.id limit :most;

-- name: drafts
-- The next forms of a service that nobody has submitted, with what registers have told of each person.
select c.id, c.principal, c.answers, coalesce(p.facts, '{}') as facts
from cases c left join profile p on p.person = c.principal
where c.service = :service and c.state = 'draft' and c.id > :after order by c.id limit :most;

-- name: counts_by_state
-- How many trials of changed rules stand where, of those asked for since then, and how long the oldest that isn't over has not moved.
select state, count(*)::int as number,
    coalesce(max(extract(epoch from :at - changed_at)) filter (where state in ('waiting', 'running')), 0)::float8 as oldest_seconds
from rule_replay where asked_at >= :since group by state order by state;
