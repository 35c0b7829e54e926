-- columns: case_columns
id, number, principal, opened_by, service, service_version, state, ruling, department, answers, version, opened_at,
submitted_at, decided_at, updated_at

-- name: get
-- One case of this person.
select {case_columns} from cases where id = :id and principal = :principal;

-- name: lock
-- A case of its principal, locked until the end of the transaction.
select {case_columns} from cases where id = :id and principal = :principal for update;

-- name: of_principal
-- All cases of this person, the newest change first.
select {case_columns} from cases where principal = :principal order by updated_at desc limit 200;

-- name: move
-- Store the state after a step; compares the version (optimistic lock).
update cases set state = :state, ruling = :ruling, version = version + 1, updated_at = :at,
    submitted_at = coalesce(submitted_at, case when cast(:state as text) = 'submitted' then cast(:at as timestamptz) end),
    decided_at = case when cast(:state as text) in ('approved', 'refused', 'not_accepted') then :at else decided_at end
where id = :id and version = :version;

-- name: add_event
-- Append an event; idempotent by id.
insert into case_event (id, case_id, seq, kind, author, principal, role, at, detail, mandate, power)
select :id, :case_id, coalesce(max(seq), 0) + 1, :kind, :author, :principal, :role, :at, :detail, :mandate,
    (select max(s.power) from mandate_service s join cases c on s.service in (c.service, '*')
        where s.mandate = cast(:mandate as uuid) and c.id = :case_id)
from case_event where case_id = :case_id
on conflict (case_id, id) do nothing;

-- name: events
-- Everything that happened to a case of this person, in order.
select e.id, e.case_id, e.seq, e.kind, e.at, e.detail, e.author, e.power
from case_event e where e.case_id = :case_id and e.principal = :principal order by e.seq;

-- name: events_of_all
-- Everything that happened to all cases of this person, case by case in order.
select e.id, e.case_id, e.seq, e.kind, e.at, e.detail, e.author, e.power
from case_event e where e.case_id = any(:case_ids) and e.principal = :principal order by e.case_id, e.seq;

-- name: acts_of_helpers
-- What others did in this person's cases by a mandate, the newest first; `author`: one helper's, as events name them, or "" for all.
select e.id, e.case_id, c.number, c.service, e.kind, e.author, e.at, e.mandate, e.detail
from case_event e join cases c on c.id = e.case_id
where e.principal = :principal and e.author like 'mandate:%' and (cast(:author as text) = '' or e.author = :author) order by e.at desc limit 1000;

-- name: need_not_be_told
-- Was this person told the same of this case since then, or is the mandate an office, whose holder is the organisation's own voice?
select exists (select from notice where person = :principal and case_id = :case_id and title = :title and created_at > :since)
    or exists (select from mandate where id = :mandate and basis in ('legal_representative', 'operator'));

-- name: for_officer
-- One case of this department, for the officer who opened it (the reading is logged).
select {case_columns} from cases where id = :id and state <> 'draft' and (cast(:department as text) = '' or department = :department);

-- name: counts_by_state
-- Counts and age of the oldest waiting item, for operators; no personal data.
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

-- name: take_over
-- The principal goes on by herself from then on; empty: her helpers may work in the case.
update cases set taken_over_at = :at where id = :id and principal = :principal;

-- name: claimed_at
-- Since when the principal goes on by herself.
select taken_over_at from cases where id = :id and principal = :principal;

-- name: answered_by
-- For each answer, the helper who gave it.
select answered_by from cases where id = :id and principal = :principal;

-- name: open_fields
-- By key the moment at which the principal opened it to helpers.
select opened_fields from cases where id = :id and principal = :principal;

-- name: set_open_fields
-- The principal opened or closed one.
update cases set opened_fields = :opened where id = :id and principal = :principal;

-- name: sight
-- What a helper put into a case, and which questions the principal opened since it was last submitted.
select c.answered_by,
    array(select o.key from jsonb_each_text(c.opened_fields) o where cast(o.value as timestamptz) > coalesce(
        (select max(e.at) from case_event e where e.case_id = c.id and e.kind in ('submitted', 'corrected')), '-infinity')) as opened,
    array(select m.id from material m where m.case_id = c.id and m.principal = :principal and m.added_by = :person) as papers
from cases c where c.id = :id and c.principal = :principal;

-- name: consent_waits
-- Is the principal of this case just being asked to agree to its submission?
select exists (select from consent_request where case_id = :id and principal = :principal and state = 'waiting');
