-- name: latest_decision
-- The newest decision on a case of this person.
select d.id, d.case_id, d.outcome, d.decided_by, d.rule, d.rule_digest, d.decided_on, d.inputs, d.result, d.at, d.superseded_by
from decision d join cases c on c.id = d.case_id
where d.case_id = :case_id and c.principal = :principal order by d.at desc, d.outcome = 'person', d.superseded_by nulls first limit 1;

-- name: all_decisions
-- Every decision made by rule, and every officer's approval beside a rule, for replay.
select d.id, d.case_id, d.outcome, d.decided_by, d.rule, d.rule_digest, d.decided_on, d.inputs, d.result, d.at,
    d.superseded_by, c.service
from decision d join cases c on c.id = d.case_id
where (d.decided_by = 'rule' or d.outcome = 'approve' and d.rule is not null) and d.id > :after and d.id <= :until order by d.id limit 1000;

-- name: add_decision
-- A person's decision; an earlier final one of this case is superseded.
insert into decision (id, case_id, outcome, decided_by, rule, rule_digest, decided_on, inputs, result, at)
values (:id, :case_id, :outcome, :decided_by, :rule, :rule_digest, :decided_on, :inputs, :result, :at);

-- name: supersede_decision
-- A newer decision takes the place of the final one.
update decision set superseded_by = :newer where case_id = :case_id and id <> :newer and superseded_by is null
    and outcome in ('approve', 'refuse');

-- name: instant_approvals
-- Machine approvals of each service since a moment, for operators of the switches; no personal data.
select c.service as code, count(*)::int as number
from decision d join cases c on c.id = d.case_id
where d.decided_by = 'rule' and d.outcome = 'approve' and d.at >= :since group by c.service;

-- name: upheld_reviews
-- Approvals since a moment in place of a refusal, a denied acceptance or a revocation (only a review leads there), newest first,
-- with the sealed decision and the papers that an officer called unusable; a person is there to be counted once.
select c.service, c.principal as person, before.kind as was, d.id as decision, d.result,
    array(select distinct m.slot from material m where m.case_id = c.id and m.judged = 'unusable' order by m.slot) as papers
from case_event ended
join cases c on c.id = ended.case_id
join lateral (select e.kind from case_event e where e.case_id = ended.case_id and e.seq < ended.seq
    and e.kind in ('approved', 'decided_at_once', 'refused', 'not_accepted', 'receipt_revoked') order by e.seq desc limit 1) before
    on before.kind in ('refused', 'not_accepted', 'receipt_revoked')
left join lateral (select f.id, f.result from decision f where f.case_id = ended.case_id and f.outcome = 'approve' and f.rule is not null
    and f.at = ended.at limit 1) d on true
where ended.kind = 'approved' and ended.at >= :since order by ended.at desc limit :most;
