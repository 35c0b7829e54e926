-- name: add_found
-- One row for each resident at these places of the index, unless the same watch concerns them already.
insert into owed_message (person, kind, topic, service, watch, until, sms_allowed, found_at, next_at, expires_at)
select p.person, :kind, :topic, :service, :watch, :until, :sms, :at, :at, :expires_at
from population p
where p.place = any(cast(:places as integer[])) and p.person is not null
    and not exists (
        select from owed_message o
        where o.person = p.person and o.service = :service and o.watch = :watch and o.until >= :today
    )
on conflict do nothing;

-- name: reopen_changed
-- Those of whom more is known since they were found not to be concerned, or not known to be.
update owed_message o set state = 'deferred', reason = '', next_at = :at, settled_at = null
from population p join profile f on f.person = p.person
where p.place = any(cast(:places as integer[])) and o.person = p.person and o.service = :service and o.watch = :watch
    and o.until >= :today and o.state = 'suppressed' and o.reason in ('not_met', 'unknown', 'unproven') and f.refreshed_at > o.settled_at;

-- name: reopen_consented
-- Those who agreed after they were found, wherever they did so.
update owed_message o set state = 'deferred', reason = '', next_at = :at, settled_at = null
where o.state = 'suppressed' and o.reason = 'no_consent' and o.expires_at > :at
    and (o.campaign is null or exists (select from campaign g where g.id = o.campaign and g.state in ('running', 'paused')))
    and exists (
    select from consent c
    where c.person = o.person and c.purpose = :purpose and c.version = :version and c.withdrawn_at is null
);

-- name: add_one
-- A row for one person whose day is known.
insert into owed_message (person, kind, topic, service, watch, case_id, until, sms_allowed, found_at, next_at, expires_at)
select :person, :kind, :topic, :service, :watch, :case_id, :until, :sms, :at, :at, :expires_at
where not exists (
    select from owed_message o
    where o.person = :person and o.service = :service and o.watch = :watch and o.until >= :today
)
on conflict do nothing;

-- name: to_ask
-- Proven persons who consented and about whom registers weren't asked since then.
select c.person from consent c join person p on p.id = c.person left join message_choice m on m.person = c.person
where c.purpose = :purpose and c.version = :version and c.withdrawn_at is null and p.closed_at is null and p.assurance >= :assurance
    and (m.asked_at is null or m.asked_at < :before)
order by c.person limit :most;

-- name: asked
-- Registers were asked about this person now, whatever they said.
insert into message_choice (person, asked_at) values (:person, :at) on conflict (person) do update set asked_at = excluded.asked_at;

-- name: drafts_with_dates
-- Drafts of services with a deadline that counts from a date in the form; a page of them.
select id, principal, service, service_version, answers from cases
where state = 'draft' and service = any(cast(:services as text[])) and id > :after order by id limit :most;

-- name: due
-- What is to be decided now, of at most so many persons, all of one person together; rows that another worker has are left out.
select o.id, o.person, o.kind, o.topic, o.service, o.watch, o.case_id, o.until, o.sms_allowed, o.attempts, o.expires_at
from owed_message o
where o.state = 'deferred' and o.next_at <= :at and o.campaign is null and o.person in (
    select d.person from owed_message d where d.state = 'deferred' and d.next_at <= :at and d.campaign is null order by d.next_at limit :most
)
order by o.person, o.until, o.id for update skip locked;

-- name: recipients
-- What is known of these persons: account, profile, choices, consent, devices, what they were told and have applied for.
-- An offer that they stopped stands as long as a message about its day could go out (`late.LATE`).
select p.id as person, p.closed_at is null as open, p.assurance, coalesce(f.facts, '{}') as facts,
    exists (
        select from consent c where c.person = p.id and c.purpose = :purpose and c.version = :version and c.withdrawn_at is null
    ) as consent,
    coalesce(m.off, '{}') as off, coalesce(m.quiet_from, '22:00') as quiet_from, coalesce(m.quiet_until, '08:00') as quiet_until,
    coalesce(m.zone, 'Asia/Shanghai') as zone, m.relative,
    exists (select from push_subscription s where s.person = p.id) as device,
    exists (select from identity i where i.person = p.id and i.phone_hash is not null) as phone,
    coalesce((
        select jsonb_agg(jsonb_build_array(o.topic, o.settled_at))
        from owed_message o
        where o.person = p.id and o.state = 'delivered' and o.kind not in ('duty', 'case') and o.settled_at > :since
    ), '[]') as sent,
    coalesce((
        select array_agg(o.service) from owed_message o where o.person = p.id and o.state = 'delivered' and o.until >= :today
    ), '{}') as told,
    coalesce((
        select array_agg(distinct c.service) from cases c
        where c.principal = p.id and c.state in ('submitted', 'in_correction', 'accepted', 'in_review')
    ), '{}') as running,
    coalesce((
        select array_agg(f.service) from offer f where f.person = p.id and (f.ended_at is null or f.due_on >= cast(:today as date) - 14)
    ), '{}') as offered,
    coalesce((select array_agg(c.id) from cases c where c.principal = p.id and c.state = 'draft'), '{}') as drafts,
    coalesce((
        select array_agg(distinct c.service) from cases c
        where c.principal = p.id and c.ruling = 'approved' and c.decided_at > :decided_since
    ), '{}') as approved
from person p left join profile f on f.person = p.id left join message_choice m on m.person = p.id
where p.id = any(cast(:persons as uuid[]));

-- name: due_to_ask
-- Proven persons to whom something is due, who agreed to be looked up or asked for this, and about whom registers weren't asked lately.
select o.person, array_agg(distinct o.service) as services
from owed_message o join person p on p.id = o.person left join message_choice m on m.person = o.person
where o.state = 'deferred' and o.next_at <= :at and o.campaign is null and p.closed_at is null and p.assurance >= :assurance
    and (o.asked_at is null or o.asked_at < :before) and (o.kind = 'asked' or m.asked_at is null or m.asked_at < :before)
    and (m.off is null or o.topic <> all (m.off)) and (o.kind = 'asked' or exists (
        select from consent c where c.person = o.person and c.purpose = :purpose and c.version = :version and c.withdrawn_at is null
    ))
group by o.person order by o.person limit :most;

-- name: asked_anew
-- Registers were asked about these persons now, for what is due to them.
update owed_message set asked_at = :at where person = any(cast(:persons as uuid[])) and state = 'deferred' and next_at <= :at;

-- name: copy_of
-- A message of the inbox, with what its person wishes about copies of it.
select n.person, n.topic, n.created_at, p.closed_at is null as open,
    exists (
        select from consent c where c.person = n.person and c.purpose = :purpose and c.version = :version and c.withdrawn_at is null
    ) as consent,
    coalesce(m.off, '{}') || coalesce(w.off, '{}') as off,
    coalesce(m.quiet_from, '22:00') as quiet_from, coalesce(m.quiet_until, '08:00') as quiet_until,
    coalesce(m.zone, 'Asia/Shanghai') as zone,
    exists (select from push_subscription s where s.person = n.person) as device,
    exists (select from identity i where i.person = n.person and i.phone_hash is not null) as phone,
    coalesce((
        select jsonb_agg(jsonb_build_array(o.kind, o.topic, o.expires_at)) from owed_message o where o.notice = n.id
    ), '[]') as about
from notice n join person p on p.id = n.person left join message_choice m on m.person = n.person left join push_choice w on w.person = n.person
where n.id = :notice;

-- name: own_grants
-- What these persons were granted here.
select person, case_id, service, kind, encode(object, 'hex') as object, runs, state, begins_on, paused_from, ends_on, yuan
from person_grant where person = any(cast(:persons as uuid[]));

-- columns: grant_columns
id, person, case_id, decision, service, kind, object, runs, yuan, state, begins_on, paused_from, ends_on, last_seq

-- name: running_grants
-- Running monthly grants of services whose rule has bands; a page of them.
select {grant_columns}
from person_grant where state = 'running' and runs = 'month' and service = any(cast(:services as text[])) and id > :after order by id limit :most;

-- name: grant_of_person
-- One grant of this person.
select {grant_columns} from person_grant where id = :id and person = :person;

-- name: put_off
-- They are looked at again later.
update owed_message o set next_at = n.next_at, reason = n.reason, attempts = o.attempts + n.failed
from unnest(
    cast(:ids as uuid[]), cast(:moments as timestamptz[]), cast(:reasons as text[]), cast(:failed as integer[])
) as n (id, next_at, reason, failed)
where o.id = n.id and o.state = 'deferred';

-- name: settle
-- They end here: suppressed, expired or failed.
update owed_message o set state = n.state, reason = n.reason, settled_at = :at
from unnest(cast(:ids as uuid[]), cast(:states as text[]), cast(:reasons as text[])) as n (id, state, reason)
where o.id = n.id and o.state = 'deferred';

-- name: deliver
-- They are in the inbox, with the reasons sealed.
update owed_message o
set state = 'delivered', reason = '', settled_at = :at, notice = n.notice, sealed = n.sealed, day = n.day, sms = n.sms
from unnest(
    cast(:ids as uuid[]), cast(:notices as uuid[]), cast(:seals as bytea[]), cast(:days as date[]), cast(:sms as text[])
) as n (id, notice, sealed, day, sms)
where o.id = n.id and o.state = 'deferred';

-- name: end_requests
-- Who asked to be told was told.
update watch_request r set ended_at = :at
from unnest(cast(:persons as uuid[]), cast(:services as text[])) as n (person, service)
where r.person = n.person and r.service = n.service and r.ended_at is null;

-- name: open_requests
-- Who asked to be told and wasn't yet, with their profile; a page of them in the order of the person.
select r.person, r.service, coalesce(f.facts, '{}') as facts
from watch_request r left join profile f on f.person = r.person
where r.ended_at is null and (r.person, r.service) > (cast(:person as uuid), cast(:service as text))
order by r.person, r.service limit :most;

-- name: ask
-- Remember that this person wants to be told.
insert into watch_request (person, service, asked_at) values (:person, :service, :at) on conflict do nothing;

-- name: ask_no_more
-- Forget it again.
update watch_request set ended_at = :at where person = :person and service = :service and ended_at is null;

-- name: requests
-- What this person asked to be told.
select service, asked_at from watch_request where person = :person and ended_at is null order by asked_at desc, service;

-- columns: owed_message_columns
o.id, o.person, o.kind, o.topic, o.service, o.watch, o.case_id, o.day, o.sealed, o.settled_at, o.campaign

-- name: of_notice
-- The rows behind a message of this person.
select {owed_message_columns} from owed_message o join notice n on n.id = o.notice
where n.id = :notice and n.person = :person and o.person = :person and o.sealed is not null order by o.day, o.id;

-- name: sealed_row
-- One row with its sealed reasons, for whoever reproduces them.
select {owed_message_columns} from owed_message o where (o.id = :id or o.notice = :id) and o.sealed is not null order by o.day, o.id;

-- name: started
-- A draft was begun from this message.
update owed_message set case_id = :case_id where notice = :notice and person = :person and service = :service and case_id is null;

-- name: choice
-- What this person chose.
select off, quiet_from, quiet_until, zone, relative from message_choice where person = :person;

-- name: choose
-- Keep a choice.
insert into message_choice (person, off, quiet_from, quiet_until, zone, relative, changed_at)
values (:person, :off, :quiet_from, :quiet_until, :zone, :relative, :at)
on conflict (person) do update set off = excluded.off, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
    zone = excluded.zone, relative = excluded.relative, changed_at = excluded.changed_at;

-- name: reopen_chosen
-- What was suppressed only because this person didn't want it is looked at again.
update owed_message o set state = 'deferred', reason = '', next_at = :at, settled_at = null
where o.person = :person and o.state = 'suppressed' and o.reason in ('no_consent', 'topic_off') and o.expires_at > :at
    and (o.campaign is null or exists (select from campaign g where g.id = o.campaign and g.state in ('running', 'paused')));

-- name: owed_sms
-- The short message about an inbox message that wasn't handed over yet.
select o.id, coalesce((select c.state from campaign c where c.id = o.campaign), '') as campaign_state
from owed_message o where o.notice = :notice and o.sms = 'owed' for update;

-- name: move_sms
-- How the short message stands now; nobody takes one a second time.
update owed_message set sms = :now where id = :id and sms = :before;

-- name: owe_text
-- A short message about a step of an own case, for whom no device rings; once for a message.
insert into notice_text (notice, person, at)
select n.id, n.person, :at from notice n
where n.id = :notice and n.topic = any(cast(:topics as text[])) and n.read_at is null and n.created_at > :since
    and not exists (select from push_subscription s where s.person = n.person)
    and exists (select from identity i where i.person = n.person and i.phone_hash is not null)
on conflict do nothing returning notice;

-- name: owed_text
-- The topic of a message about which a short one wasn't handed over yet.
select n.topic from notice_text t join notice n on n.id = t.notice where t.notice = :notice and t.state = 'owed' for update of t;

-- name: move_text
-- How the short message stands now; nobody takes one a second time.
update notice_text set state = :now where notice = :notice and state = :before;

-- name: balance
-- The ledger since a moment, with a digest of the rows of each line.
select service, kind, state, reason, count(*)::int as number, md5(string_agg(cast(id as text), '' order by id)) as digest
from owed_message where found_at >= :since and campaign is null group by service, kind, state, reason order by service, kind, state, reason;

-- name: funnel
-- How far those came who were told since a moment, by service, the street where they live, and the age at which a band begins.
select o.service, coalesce(left(f.facts -> 'address_division' -> 0 ->> 'value', 9), '') as street, coalesce((
        select max(b) from unnest(cast(:bands as integer[])) as b
        where cast(f.facts -> 'birth_date' -> 0 ->> 'value' as date) <= cast(:today as date) - make_interval(years => b)
    ), -1) as band,
    count(*)::int as told, (count(*) filter (where n.read_at is not null))::int as opened,
    (count(*) filter (where o.case_id is not null))::int as started, (count(*) filter (where c.submitted_at is not null))::int as submitted,
    (count(*) filter (where c.ruling = 'approved'))::int as granted, md5(string_agg(cast(o.id as text), '' order by o.id)) as digest
from owed_message o
left join notice n on n.id = o.notice left join cases c on c.id = o.case_id left join profile f on f.person = o.person
where o.state = 'delivered' and o.found_at >= :since and o.campaign is null group by 1, 2, 3 order by 1, 2, 3;

-- name: counts_by_state
-- What waits, and how what was found since a moment ended; for metrics.
select state, count(*)::int as number, coalesce(extract(epoch from :at - min(next_at) filter (where state = 'deferred')), 0)::float as oldest_seconds
from owed_message where state = 'deferred' or found_at >= :since group by state order by state;

-- name: places_concerned
-- Where in the index those stand who have a service, asked for it or were told of it.
select coalesce(array_agg(p.place), '{}') from population p where p.person in (
    select c.principal from cases c where c.service = :service and c.state <> 'draft'
    union select g.person from person_grant g where g.service = :service and g.state <> 'ended'
    union select o.person from owed_message o where o.service = :service and o.state = 'delivered'
);

-- name: ask_purpose
-- A member of staff asks that a sensitive attribute may choose audiences.
insert into audience_purpose (id, attribute, says, asked_by, asked_at) values (:id, :attribute, :says, :by, :at);

-- name: decide_purpose
-- Another one approves or declines it; of two at once, one.
update audience_purpose set state = :state, decided_by = :by, decided_at = :at,
    ends_on = case when :state = 'approved' then cast(:ends_on as date) end
where id = :id and state = 'asked' returning id;

-- name: end_purpose
-- It holds no longer.
update audience_purpose set state = 'ended', ended_by = :by, ended_at = :at where id = :id and state = 'approved' returning id;

-- name: purposes
-- Every purpose, what waits first.
select id, attribute, says, state, asked_by, asked_at, decided_by, decided_at, ends_on from audience_purpose
order by state = 'asked' desc, asked_at desc limit 100;

-- name: allowed_attributes
-- What may choose an audience on a day.
select coalesce(array_agg(distinct attribute), '{}') from audience_purpose where state = 'approved' and ends_on >= :today;
