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
    coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'digest', encode(t.digest, 'hex'), 'sealed', encode(t.sealed, 'hex'),
        'expires_at', t.expires_at) order by t.asked_at desc)
        from (select * from object_answer where case_id = :id and person = :principal order by asked_at desc limit 20) t), '[]') as things,
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
    exists (select from case_event e where e.case_id = c.id and e.id = :event and e.principal = :principal) as handed_in,
    h.person as preparer, h.sealed as preparer_identity
from cases c
join person p on p.id = c.principal
left join identity i on i.person = c.principal
left join profile f on f.person = c.principal
left join lateral (select p.person, p.sealed from case_event e
    join identity p on p.person = case when e.role = 'mandate' then cast(substr(e.author, 9) as uuid) end
    where e.case_id = c.id order by e.seq desc limit 1) h on true
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
    insert into case_event (id, case_id, seq, kind, author, principal, role, at, detail, mandate, power)
    select e.id, moved.id, :last_seq + e.n, e.kind, e.author, :principal, e.role, :at, e.detail,
        case when e.role = 'mandate' then cast(:mandate as uuid) end,
        (select max(s.power) from mandate_service s join cases c on s.service in (c.service, '*')
            where e.role = 'mandate' and s.mandate = cast(:mandate as uuid) and c.id = moved.id)
    from moved, unnest(cast(:event_ids as uuid[]), cast(:event_kinds as text[]), cast(:event_authors as text[]),
        cast(:event_roles as text[]), cast(:event_details as jsonb[])) with ordinality as e (id, kind, author, role, detail, n)
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
    insert into notice (id, person, topic, case_id, title, body, link, message_key, message_version, created_at)
    select :notice, :principal, :topic, moved.id, :title, :body, :link, :message_key, :message_version, :at from moved
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
    select :grant_event, granted.id, :principal, 1, 'began', :grant_from, 'approval', 'system:rule', :at from granted
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
        e.kind, 'system:rule', 'system', :at, e.detail
    from (select id, 'proposed' as kind, jsonb_build_object('effective_on', effective_on) as detail from payee
        union all select id, 'replaced', '{}' from payee_replaced) e
    returning id
), noted as (
    insert into audit (at, actor, action, subject, detail)
    select :at, :actor, 'case.submitted', moved.id::text, jsonb_build_object('outcome', cast(:outcome as text)) from moved
    union all
    select :at, 'system:rule', 'payee.proposed', 'person:' || cast(:principal as text), jsonb_build_object('origin', p.origin, 'effective_on', p.effective_on)
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
