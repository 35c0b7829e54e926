-- name: add_signal
-- A sign that something is wrong with a mandate; one of a kind is open at a time, and the case is the newest in which it was seen.
insert into mandate_signal (id, mandate, principal, case_id, kind, at, detail)
values (:id, :mandate, :principal, :case_id, :kind, :at, :detail)
on conflict (mandate, kind) where state = 'open' do update set case_id = coalesce(excluded.case_id, mandate_signal.case_id), detail = excluded.detail;

-- name: signs
-- What is counted of a helper for signs of abuse, over mandates by consent of natural persons: numbers of people, and no people.
with theirs as (
    select m.id, m.principal, coalesce(m.relation, '') as relation, m.reason, m.active_at, m.ended_at
    from mandate m join person p on p.id = m.principal
    where m.helper = :person and m.basis = 'consent' and m.rests_on is null and p.kind = 'natural'
), helped as (
    select distinct on (principal) principal, relation, active_at from theirs where active_at >= :year order by principal, active_at desc
), acted as (
    select at, principal from case_event where author = 'mandate:' || cast(:person as uuid) and at >= :nights
    union all
    select at, principal from mandate_event where author = 'person:' || cast(:person as uuid) and role = 'helper' and at >= :nights
)
select coalesce((select jsonb_object_agg(r.relation, r.number) from (select relation, count(*) as number from helped group by relation) r), '{}') as helped,
    (select count(distinct principal)::int from theirs where active_at >= :together) as many_at_once,
    (select coalesce(max(b.number), 0)::int from (select count(*) as number from known_browser k where k.person in (select principal from helped)
        group by k.mark) b) as one_device,
    (select count(distinct t.principal)::int from theirs t where t.reason = 'declined' and t.ended_at >= :quarter
        and exists (select from mandate_event e where e.mandate = t.id and e.kind = 'ended' and e.role <> 'helper'))
        + (select count(distinct i.phone_hash)::int from mandate_invitation i where i.person = :person and i.side = 'helper' and i.refused_at >= :quarter) as refused,
    (select count(distinct t.id)::int from theirs t where t.id <> :mandate and (t.reason = 'fraud' or exists (select from mandate_signal s
        where s.mandate = t.id and (s.state = 'confirmed' or (s.state = 'open' and s.kind = 'complaint'))))) as wrong,
    (select count(distinct principal)::int from acted where extract(hour from at at time zone 'Asia/Shanghai') < 5) as by_night;

-- name: cleared
-- Signs of a mandate on which an officer has said that nothing is wrong; those of an act count for its case only.
select kind, coalesce(detail->>'size', 'some') as size from mandate_signal
where mandate = :mandate and state = 'cleared' and settled_at >= :since
    and (not kind = any(cast(:of_an_act as text[])) or case_id is not distinct from cast(:case_id as uuid));

-- name: signalled
-- Mandates with an open sign or complaint, the oldest first.
select m.id, m.principal, m.helper, m.basis, m.channel, m.relation, m.state, m.reason, m.proposed_by, m.days, m.proposed_at, m.lapses_at,
    m.principal_agreed_at, m.helper_agreed_at, m.active_at, m.wakes_at, m.expires_at, m.last_used_at, m.ended_at, m.rests_on, m.checked_at
from mandate m join (select mandate, min(at) as since, bool_or(kind = 'complaint') as complained from mandate_signal where state = 'open'
    group by mandate) s on s.mandate = m.id
order by s.complained desc, s.since limit 200;

-- name: open_signals
-- The open signs and complaints about a mandate.
select kind, at, case_id, coalesce(detail->>'size', 'some') as size from mandate_signal where mandate = :mandate and state = 'open'
order by at, kind;

-- name: open_of_case
-- Mandates of this principal with an open sign that was seen in this case.
select distinct mandate as id from mandate_signal where case_id = :case_id and principal = :principal and state = 'open';

-- name: involved
-- Mandates of a principal that a case has to do with: their helper acted in it, or they began or ended since then.
select id, principal, helper, basis, channel, relation, state, reason, proposed_by, days, proposed_at, lapses_at, principal_agreed_at,
    helper_agreed_at, active_at, wakes_at, expires_at, last_used_at, ended_at, rests_on, checked_at
from mandate m
where principal = :principal and active_at is not null and (ended_at is null or ended_at >= :since)
    and (active_at >= :since or helper = :opened_by or exists (select from case_event e where e.case_id = :case_id and e.principal = :principal
        and e.author = 'mandate:' || m.helper))
order by active_at limit 20;

-- name: acted_in
-- Did this helper do something in a case of this principal?
select exists (select from case_event where case_id = :case_id and principal = :principal and author = 'mandate:' || cast(:person as uuid));

-- name: looked_at
-- What officers wrote for the principal when they had looked, the newest first.
select distinct settled_at as at, settled_why as why from mandate_signal where mandate = :mandate and principal = :principal and settled_why <> ''
order by settled_at desc limit 10;

-- name: settle_signals
-- An officer has looked at everything that was open.
update mandate_signal set state = :state, settled_by = :by, settled_why = :why, settled_at = :at where mandate = :mandate and state = 'open';
