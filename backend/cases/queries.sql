-- name: held
-- One case of this person.
select id, number, principal, opened_by, service, service_version, state, ruling, department, answers, version, opened_at,
    submitted_at, decided_at, updated_at
from cases where id = :id and principal = :principal;

-- name: held_for_change
-- The same, kept from others until this transaction ends.
select id, number, principal, opened_by, service, service_version, state, ruling, department, answers, version, opened_at,
    submitted_at, decided_at, updated_at
from cases where id = :id and principal = :principal for update;

-- name: of_principal
-- All cases of this person, the newest change first.
select id, number, principal, opened_by, service, service_version, state, ruling, department, answers, version, opened_at,
    submitted_at, decided_at, updated_at
from cases where principal = :principal order by updated_at desc limit 200;

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
update cases set answers = :answers, version = version + 1, updated_at = :at
where id = :id and principal = :principal and state in ('draft', 'in_correction') and version = :version;

-- name: move
-- The state after a step; nobody else may have been quicker.
update cases set state = :state, ruling = :ruling, version = version + 1, updated_at = :at,
    submitted_at = coalesce(submitted_at, case when cast(:state as text) = 'submitted' then cast(:at as timestamptz) end),
    decided_at = case when cast(:state as text) in ('approved', 'refused', 'not_accepted') then :at else decided_at end
where id = :id and version = :version;

-- name: add_event
-- One more thing that happened; a retry with the same id adds nothing.
insert into case_event (id, case_id, seq, kind, author, principal, role, at, detail)
select :id, :case_id, coalesce(max(seq), 0) + 1, :kind, :author, :principal, :role, :at, :detail
from case_event where case_id = :case_id
on conflict (case_id, id) do nothing;

-- name: events
-- Everything that happened to a case of this person, in order.
select e.id, e.case_id, e.seq, e.kind, e.author, e.role, e.at, e.detail
from case_event e where e.case_id = :case_id and e.principal = :principal order by e.seq;

-- name: events_of_all
-- Everything that happened to all cases of this person, case by case in order.
select e.id, e.case_id, e.seq, e.kind, e.author, e.role, e.at, e.detail
from case_event e where e.case_id = any(:case_ids) and e.principal = :principal order by e.case_id, e.seq;

-- name: hold_for_submission
-- Lock all that a submission decides on until this transaction ends: the case (its papers change only under this lock),
-- and what we know of the person, whose other submissions wait: each sees the account and the grants that the one before wrote.
select c.version
from cases c
join person p on p.id = c.principal
join identity i on i.person = c.principal
join profile f on f.person = c.principal
where c.id = :id and c.principal = :principal for update of c for no key update of p for share of i, f;

-- name: for_submission
-- All that a decision needs, read at one moment: the case, what we know of the person, and the papers.
select c.id, c.number, c.principal, c.opened_by, c.service, c.service_version, c.state, c.ruling, c.department, c.answers, c.version,
    i.sealed as identity, p.assurance,
    (select max(v.at) from identity_proof v where v.person = c.principal and v.level >= 3) as proved_at, coalesce(f.facts, '{}') as facts,
    coalesce((select jsonb_agg(jsonb_build_object('slot', m.slot, 'state', m.state, 'verdict', m.verdict,
        'overruled', m.overruled, 'valid_until', m.valid_until)) from material m
        where m.case_id = c.id and m.principal = :principal and m.state in ('waiting', 'read')), '[]') as papers,
    coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'hash', encode(a.account_hash, 'hex'), 'sealed', encode(a.sealed, 'hex'),
        'proposed_at', a.proposed_at, 'effective_on', a.effective_on)) from payee_account a
        where a.person = :principal and a.stopped_at is null and a.replaced_by is null), '[]') as payees,
    coalesce((select jsonb_agg(jsonb_build_object('id', b.id, 'digest', encode(b.digest, 'hex'), 'sealed', encode(b.sealed, 'hex'),
        'expires_at', b.expires_at) order by b.asked_at desc)
        from (select * from payee_check where person = :principal order by asked_at desc limit 20) b), '[]') as payee_checks,
    (select max(seq) from case_event e where e.case_id = c.id) as last_seq,
    coalesce((select jsonb_agg(jsonb_build_object('case_id', g.case_id, 'service', g.service, 'kind', g.kind, 'object', encode(g.object, 'hex'),
        'runs', g.runs, 'state', g.state, 'begins_on', g.begins_on, 'paused_from', g.paused_from, 'ends_on', g.ends_on, 'yuan', g.yuan)
        order by g.begins_on) from person_grant g where g.person = c.principal), '[]') as own,
    coalesce((select array_agg(distinct o.service) from cases o where o.principal = c.principal and o.id <> c.id
        and o.state in ('submitted', 'in_correction', 'accepted', 'in_review')), '{}') as running,
    exists (select from brake b where b.released_at is null and b.service in ('', c.service))
        or exists (select from service_switch w where w.code = c.service and not w.instant) as stopped,
    p.created_at as known_since,
    (select max(r.settled_at) from recovery r where r.person = c.principal and r.state = 'done') as number_changed_at,
    (select count(distinct o.principal)::int from cases o where o.opened_by = c.opened_by and o.principal <> o.opened_by) as files_for,
    exists (select from case_event e where e.case_id = c.id and e.id = :event and e.principal = :principal) as handed_in
from cases c
join person p on p.id = c.principal
left join identity i on i.person = c.principal
left join profile f on f.person = c.principal
where c.id = :id and c.principal = :principal;

-- name: submit
-- One statement, one commit: the state, the events, the decision, the receipt, the grant, the notice, the audit and the job.
-- Raises a unique violation while another grant of this kind runs.
with moved as (
    update cases set state = :state, ruling = :ruling, version = version + 1, submitted_at = coalesce(submitted_at, :at), updated_at = :at,
        decided_at = case when cast(:state as text) = 'approved' then cast(:at as timestamptz) else decided_at end
    where id = :id and principal = :principal and state in ('draft', 'in_correction') and version = :version
        and (cast(:state as text) <> 'approved' or not exists (select from brake b where b.released_at is null and b.service in ('', cases.service)))
    returning id
), happened as (
    insert into case_event (id, case_id, seq, kind, author, principal, role, at, detail)
    select e.id, moved.id, :last_seq + e.n, e.kind, e.author, :principal, e.role, :at, '{}'
    from moved, unnest(cast(:event_ids as uuid[]), cast(:event_kinds as text[]), cast(:event_authors as text[]),
        cast(:event_roles as text[])) with ordinality as e (id, kind, author, role, n)
    returning id
), decided as (
    insert into decision (id, case_id, outcome, decided_by, rule, rule_digest, decided_on, inputs, result, at)
    select :decision, moved.id, :outcome, 'rule', :rule, :rule_digest, :decided_on, :inputs, :result, :at from moved
    returning id
), receipted as (
    insert into receipt (number, case_id, decision, jws, kid, issued_at)
    select :receipt, moved.id, :decision, :jws, :kid, :at from moved where cast(:receipt as text) is not null
    returning number
), to_check as (
    insert into after_check (decision, case_id, why, drawn_at)
    select :decision, moved.id, :check_why, :at from moved where cast(:check_why as text[]) <> '{}'
    returning decision
), owed as (
    insert into notice (id, person, topic, case_id, title, body, link, created_at)
    select :notice, :principal, :topic, moved.id, :title, :body, :link, :at from moved
    returning id
), obliged as (
    insert into obligation (case_id, kind, opens_on, due_on)
    select moved.id, o.kind, o.opens_on, o.due_on
    from moved, unnest(cast(:obligation_kinds as text[]), cast(:obligation_opens as date[]), cast(:obligation_days as date[]))
        as o (kind, opens_on, due_on)
    on conflict do nothing
    returning due_on
), granted as (
    insert into person_grant (id, person, case_id, decision, service, kind, object, runs, yuan, state, begins_on, last_seq, updated_at)
    select :grant, :principal, moved.id, :decision, c.service, :grant_kind, :grant_object, :grant_runs, :grant_yuan, 'running',
        :grant_from, 1, :at
    from moved join cases c on c.id = moved.id where cast(:grant as uuid) is not null
    returning id
), began as (
    insert into grant_event (id, grant_id, person, seq, kind, counts_from, cause, author, at)
    select :grant_event, granted.id, :principal, 1, 'began', :grant_from, 'approval', 'rule', :at from granted
    returning id
), payee as (
    insert into payee_account (id, person, case_id, origin, sealed, account_hash, proposed_at, effective_on)
    select a.id, :principal, moved.id, a.origin, a.sealed, a.account_hash, :at, a.effective_on
    from moved, unnest(cast(:payee_ids as uuid[]), cast(:payee_origins as text[]), cast(:payee_sealed as bytea[]),
        cast(:payee_hashes as bytea[]), cast(:payee_days as date[])) as a (id, origin, sealed, account_hash, effective_on)
    returning id, origin, effective_on
), payee_replaced as (
    update payee_account a set replaced_by = :payee_newest from moved
    where a.person = :principal and cast(:payee_newest as uuid) is not null and a.effective_on > :decided_on
        and a.stopped_at is null and a.replaced_by is null
    returning a.id
), payee_happened as (
    insert into payee_event (id, account, person, seq, kind, author, role, at, detail)
    select gen_random_uuid(), e.id, :principal, (select coalesce(max(o.seq), 0) + 1 from payee_event o where o.account = e.id),
        e.kind, 'rule', 'system', :at, e.detail
    from (select id, 'proposed' as kind, jsonb_build_object('effective_on', effective_on) as detail from payee
        union all select id, 'replaced', '{}' from payee_replaced) e
    returning id
), noted as (
    insert into audit (at, actor, action, subject, detail)
    select :at, :actor, 'case.submitted', moved.id::text, jsonb_build_object('outcome', cast(:outcome as text)) from moved
    union all
    select :at, 'rule', 'payee.proposed', 'person:' || cast(:principal as text), jsonb_build_object('origin', p.origin, 'effective_on', p.effective_on)
    from payee p
    returning seq
), queued as (
    insert into pgqueuer (priority, entrypoint, payload, status, dedupe_key)
    select 0, 'deliver-notice', :job, cast('queued' as pgqueuer_status), 'deliver-notice:' || cast(:notice as text) from moved
    union all
    select 0, 'tell-payee', convert_to(jsonb_build_object('account', p.id)::text, 'UTF8'), cast('queued' as pgqueuer_status), 'tell-payee:' || cast(p.id as text)
    from payee p where p.origin <> 'register'
    returning id
)
select id from moved;

-- name: latest_decision
-- The newest decision on a case of this person.
select d.id, d.case_id, d.outcome, d.decided_by, d.rule, d.rule_digest, d.decided_on, d.inputs, d.result, d.at, d.superseded_by
from decision d join cases c on c.id = d.case_id
where d.case_id = :case_id and c.principal = :principal order by d.at desc, d.outcome = 'person', d.superseded_by nulls first limit 1;

-- name: receipt_of
-- The receipt of a case of this person.
select r.number, r.case_id, r.decision, r.jws, r.kid, r.status, r.issued_at, r.ended_at
from receipt r join cases c on c.id = r.case_id
where r.case_id = :case_id and c.principal = :principal order by (r.status = 'valid') desc, r.issued_at desc limit 1;

-- name: receipt_by_number
-- A receipt for whoever holds its number (the QR code); the page shows no more than needed.
select number, case_id, decision, jws, kid, status, issued_at, ended_at from receipt where number = :number;

-- name: all_decisions
-- Every decision made by rule, and every officer's approval beside a rule, for replay.
select d.id, d.case_id, d.outcome, d.decided_by, d.rule, d.rule_digest, d.decided_on, d.inputs, d.result, d.at,
    d.superseded_by, c.service
from decision d join cases c on c.id = d.case_id
where (d.decided_by = 'rule' or d.outcome = 'approve' and d.rule is not null) and d.id > :after and d.id <= :until order by d.id limit 1000;

-- name: obligations
-- What is still owed after a decision of this person's case.
select o.kind, o.due_on, o.detail, o.done_at from obligation o join cases c on c.id = o.case_id
where o.case_id = :case_id and c.principal = :principal order by o.due_on;

-- name: calendar
-- The days that differ from Monday to Friday.
select day, works from working_day;

-- name: calendar_years
-- The years whose plan is out.
select year from calendar_year where published;

-- name: waiting
-- The cases on the desk of a department, the longest waiting first; an empty department sees all.
select c.id, c.number, c.service, c.service_version, c.state, c.department, c.submitted_at, c.updated_at, c.principal
from cases c
where c.state in ('submitted', 'accepted', 'in_review', 'in_correction')
    and (cast(:department as text) = '' or c.department = :department)
order by c.submitted_at limit 200;

-- name: for_officer
-- One case of this department, for the officer who opened it (the reading is logged).
select id, number, principal, opened_by, service, service_version, state, ruling, department, answers, version, opened_at,
    submitted_at, decided_at, updated_at
from cases where id = :id and state <> 'draft' and (cast(:department as text) = '' or department = :department);

-- name: add_decision
-- A person's decision; an earlier final one of this case is superseded.
insert into decision (id, case_id, outcome, decided_by, rule, rule_digest, decided_on, inputs, result, at)
values (:id, :case_id, :outcome, :decided_by, :rule, :rule_digest, :decided_on, :inputs, :result, :at);

-- name: supersede_decision
-- A newer decision takes the place of the final one.
update decision set superseded_by = :newer where case_id = :case_id and id <> :newer and superseded_by is null
    and outcome in ('approve', 'refuse');

-- name: supersede_receipts
-- The receipts of a decision that no longer stands say so.
update receipt set status = 'superseded', ended_at = :at where case_id = :case_id and status = 'valid';

-- name: add_receipt
-- The signed proof of a person's decision.
insert into receipt (number, case_id, decision, jws, kid, issued_at) values (:number, :case_id, :decision, :jws, :kid, :at);

-- name: decided_at_once
-- How many cases of each service the machine approved since a moment: numbers for whoever turns the switches, nobody's data.
select c.service as code, count(*)::int as number
from decision d join cases c on c.id = d.case_id
where d.decided_by = 'rule' and d.outcome = 'approve' and d.at >= :since group by c.service;

-- name: standing
-- How much there is of what, and how long the oldest of it waits: numbers for whoever runs the house, nobody's data.
select 'cases' as what, state, count(*)::int as number, 0::float as oldest_seconds from cases group by state
union all
select 'jobs', entrypoint || ' ' || status, count(*)::int, extract(epoch from max(cast(:now as timestamptz) - execute_after))::float
    from pgqueuer group by entrypoint, status
union all
select 'deliveries', state, count(*)::int, coalesce(extract(epoch from max(cast(:now as timestamptz) - created_at) filter (where state = 'pending')), 0)::float
    from delivery group by state
union all
select 'payment orders', state, count(*)::int, coalesce(extract(epoch from max(cast(:now as timestamptz) - listed_at)
    filter (where state in ('held', 'leaving', 'ordered'))), 0)::float from payment_order group by state
union all
select 'grants', runs || ' ' || state, count(*)::int, 0::float from person_grant group by runs, state
union all
select 'obligations due', kind, count(*)::int, 0::float from obligation where due_on <= cast(:today as date) and done_at is null group by kind;

-- name: receipt_of_case
-- The newest receipt of a case, for the officer who opened it.
select number, case_id, decision, jws, kid, status, issued_at, ended_at
from receipt where case_id = :case_id order by (status = 'valid') desc, issued_at desc limit 1;

-- name: propose_revocation
-- Somebody wants a valid receipt taken back; a second proposal beside an open one adds nothing.
insert into revocation (id, receipt, reason, proposed_by, proposed_role, proposed_at)
select :id, r.number, :reason, :by, :role, :at from receipt r where r.number = :receipt and r.status = 'valid'
on conflict (receipt) where settled_at is null do nothing
returning id;

-- name: open_revocation
-- The proposal that waits for a second person.
select v.id, v.receipt, v.reason, v.proposed_by, v.proposed_role, v.proposed_at
from revocation v join receipt r on r.number = v.receipt
where r.case_id = :case_id and v.settled_at is null and r.status = 'valid' for update of v;

-- name: settle_revocation
-- A second person agrees or doesn't.
update revocation set settled_by = :by, settled_role = :role, settled_at = :at, granted = :granted
where id = :id and settled_at is null;

-- name: revoke_receipts
-- The valid receipt of a case doesn't stand any more.
update receipt set status = 'revoked', ended_at = :at where case_id = :case_id and status = 'valid';

-- name: revocations_waiting
-- The proposals of a department that wait for a second person, the oldest first; an empty department sees all.
select c.id, c.number, c.service_version, v.reason, v.proposed_by, v.proposed_at
from revocation v join receipt r on r.number = v.receipt join cases c on c.id = r.case_id
where v.settled_at is null and r.status = 'valid' and (cast(:department as text) = '' or c.department = :department)
order by v.proposed_at limit 200;

-- name: case_by_number
-- The case that a case number or a receipt number names, for an officer of its department.
select c.id from cases c
where c.state <> 'draft' and (cast(:department as text) = '' or c.department = :department)
    and (c.number = :number or exists (select from receipt r where r.case_id = c.id and r.number = :receipt));

-- name: obligations_due
-- What is owed from a day that has come, of decisions that stand, and was not taken up yet; another worker leaves these alone.
-- Nobody is reminded of what ends: of whom a register says that they died or left, an officer speaks first.
select o.case_id, o.kind, o.opens_on, o.due_on, c.principal, c.service_version, d.id as decision, d.inputs
from obligation o
join cases c on c.id = o.case_id
join decision d on d.case_id = c.id and d.outcome = 'approve' and d.rule is not null and d.superseded_by is null
join receipt r on r.decision = d.id and r.status = 'valid'
where o.reminded_at is null and o.done_at is null and o.opens_on <= :today
    and not exists (select from grant_change g where g.case_id = o.case_id and g.effect is not null and g.state in ('proposed', 'confirmed'))
order by o.opens_on limit 200 for update of o skip locked;

-- name: open_checks
-- What recurs, has begun and isn't done, of what this person holds; the oldest first.
select o.case_id, o.kind, o.opens_on, o.due_on, c.principal, c.service_version, d.id as decision, d.inputs
from obligation o
join cases c on c.id = o.case_id
join decision d on d.case_id = c.id and d.outcome = 'approve' and d.rule is not null and d.superseded_by is null
join receipt r on r.decision = d.id and r.status = 'valid'
where c.principal = :person and o.kind = :kind and o.done_at is null and o.opens_on <= :today
order by o.opens_on for update of o;

-- name: obligation_done
-- It was done.
update obligation set done_at = :at where case_id = :case_id and kind = :kind and due_on = :due_on and done_at is null;

-- name: obligation_taken_up
-- The person was told, or it was too late to tell.
update obligation set reminded_at = :at where case_id = :case_id and kind = :kind and due_on = :due_on;

-- name: add_obligation
-- The next time of something that comes back.
insert into obligation (case_id, kind, opens_on, due_on) values (:case_id, :kind, :opens_on, :due_on) on conflict do nothing;

-- name: checks_waiting
-- The machine approvals that an officer of a department still has to look at, the oldest first; nobody's name. An empty department sees all.
select c.id, c.number, c.service_version, k.why, k.drawn_at
from after_check k join cases c on c.id = k.case_id
where k.state = 'waiting' and (cast(:department as text) = '' or c.department = :department) order by k.drawn_at limit 200;

-- name: check_of_case
-- The newest after-check of a case, for the officer who opened it.
select why, state, reason, checked_at from after_check where case_id = :case_id order by drawn_at desc limit 1;

-- name: settle_check
-- An officer's word on a machine approval; said once, it stays.
update after_check set state = :state, checked_by = :by, reason = :reason, checked_at = :at where case_id = :case_id and state = 'waiting';

-- name: checks_by_service
-- How often officers agreed with the machine since a moment, by service: numbers only.
select c.service as code, k.state, count(*)::int as number
from after_check k join cases c on c.id = k.case_id where k.drawn_at >= :since and not 'departs' = any(k.why) group by c.service, k.state;

-- name: add_check
-- An approval that somebody else looks at.
insert into after_check (decision, case_id, why, drawn_at)
select :decision, c.id, :why, :at from cases c where c.id = :case_id and c.principal = :principal;
