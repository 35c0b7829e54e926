-- columns: campaign_columns
id, state, content, digest, version, seed, owner, owner_name, approver, members, started_at, expires_at, created_at, changed_at,
meaning

-- name: campaigns
-- Every campaign, the newest first; a page of them.
select {campaign_columns} from campaign order by changed_at desc, id limit :most;

-- name: campaign
-- One campaign.
select {campaign_columns} from campaign where id = :id;

-- name: campaign_for_change
-- The same, locked until the end of the transaction: a pause waits for the batch that is on its way, and no batch begins after it.
select {campaign_columns} from campaign where id = :id for no key update;

-- name: recent
-- Campaigns that were laid before a second person since a moment, to be compared with another one; cancelled drafts aren't among them.
select {campaign_columns} from campaign where id <> :id and changed_at > :since and (state not in ('draft', 'cancelled') or members is not null)
order by changed_at desc limit :most;

-- name: one_audience_at_a_time
-- Wait for whoever compares an audience with the others; until the end of the transaction.
select pg_advisory_xact_lock(hashtextextended('campaign audiences', 0));

-- name: add_count
-- This member of staff has an audience counted, unless it would be one too many of the day.
insert into audience_count (staff, day, digest, at)
select :staff, :day, :digest, :at
where (select count(*) from audience_count c where c.staff = :staff and c.day = :day and c.digest <> '') < :most on conflict do nothing;

-- name: has_counted
-- Is this audience among those that they had counted on a day?
select exists (select from audience_count where staff = :staff and day = :day and digest = :digest);

-- name: add_count_spent
-- They were told that it is enough for a day; an answer only for the first time.
insert into audience_count (staff, day, digest, at) values (:staff, :day, :digest, :at) on conflict do nothing returning staff;

-- name: at_work
-- Campaigns for the worker: those that may begin or go on, and those that ended with people still waiting.
select c.id, c.state, c.content, c.digest, c.version, c.seed, c.owner, c.owner_name, c.approver, c.members, c.started_at, c.expires_at,
    c.created_at, c.changed_at, c.meaning
from campaign c
where c.state in ('scheduled', 'running', 'paused')
    or (c.state = 'cancelled' and (
        exists (select from owed_message o where o.campaign = c.id and o.state = 'deferred')
        or exists (select from campaign_part t where t.campaign = c.id)
    ))
order by c.changed_at, c.id;

-- name: create
-- A new draft.
insert into campaign (id, content, digest, seed, owner, owner_name, created_at, changed_at)
values (:id, :content, :digest, :seed, :owner, :owner_name, :at, :at);

-- name: save
-- Save new content of a draft.
update campaign set content = :content, digest = :digest, version = version + 1, changed_at = :at where id = :id and state = 'draft';

-- name: move
-- It stands somewhere else now; a draft has no approver.
update campaign set state = :state, changed_at = :at,
    approver = case when :state in ('draft', 'in_review') then null else coalesce(:approver, approver) end
where id = :id;

-- name: keep_meaning
-- What the words of its audience mean to whoever signs now.
update campaign set meaning = :meaning where id = :id;

-- name: begin_run
-- It begins: how many people it has, and until when they may be told.
update campaign set state = 'running', members = :members, started_at = :at, expires_at = :expires_at, changed_at = :at
where id = :id and state = 'scheduled' and digest = :digest;

-- name: add_event
-- Append to the history.
insert into campaign_event (campaign, act, state, digest, says, staff, staff_name, at, version, content)
values (:campaign, :act, :state, :digest, :says, :staff, :staff_name, :at, :version, :content);

-- name: written
-- What the draft said in a version; nothing for versions that were saved before contents were kept.
select content from campaign_event where campaign = :campaign and version = :version;

-- name: events
-- The history of a campaign, the newest first.
select act, state, digest, says, staff_name, at from campaign_event where campaign = :campaign order by seq desc limit :most;

-- name: places_of_carers
-- Where in the index those stand who act for somebody else here.
select coalesce(array_agg(distinct p.place), '{}') from population p join mandate m on m.helper = p.person where m.state = 'active';

-- name: carers_among
-- Who of these persons acts for somebody else here.
select distinct helper as person from mandate where state = 'active' and helper = any(cast(:persons as uuid[]));

-- name: freeze_members
-- Write down who stands at these places, in parts; how many they are.
with parts as (
    insert into campaign_part (campaign, part, persons)
    select :campaign, part, array_agg(person) from (
        select person, (row_number() over (order by person) - 1) / cast(:size as integer) as part
        from population where place = any(cast(:places as integer[])) and person is not null
    ) as found group by part
    returning cardinality(persons) as number
)
select coalesce(sum(number), 0)::int from parts;

-- name: enter_part
-- Delete one part and write a row of the ledger for each of its people who is still here, with the turn that the seed gives them.
with part as (
    delete from campaign_part where (campaign, part) in (
        select campaign, part from campaign_part where campaign = :campaign order by part limit 1 for update skip locked
    ) returning persons
)
insert into owed_message
    (person, kind, topic, service, watch, until, sms_allowed, found_at, next_at, expires_at, campaign, turn, held_out)
select p.id, :kind, :topic, '', 'campaign:' || cast(cast(:campaign as uuid) as text), :until, :sms, :at, :at, :expires_at, cast(:campaign as uuid),
    hashtextextended(cast(p.id as text), :seed),
    mod(abs(hashtextextended(cast(p.id as text), :other_seed) % 10000), 10000) < :held_out * 100
from part cross join unnest(part.persons) as one (person) join person p on p.id = one.person
where p.closed_at is null
on conflict do nothing;

-- name: entering
-- How many people of a campaign are frozen and not in the ledger yet.
select coalesce(sum(cardinality(persons)), 0)::int from campaign_part where campaign = :campaign;

-- name: due_members
-- Whose turn it is, in the order of the seed; rows that another worker has are left out.
select id, person, topic, attempts, held_out, expires_at from owed_message
where campaign = :campaign and state = 'deferred' and next_at <= :at
order by next_at, turn limit :most for update skip locked;

-- name: waiting
-- Is anybody of a campaign still waiting?
select exists (select from owed_message where campaign = :campaign and state = 'deferred');

-- name: close_members
-- Those who still wait end like this; a page of them.
update owed_message set state = :state, reason = :reason, settled_at = :at
where id in (select id from owed_message where campaign = :campaign and state = 'deferred' limit :most for update skip locked);

-- name: trouble
-- What may make a campaign pause itself.
select (count(*) filter (where o.state <> 'deferred' or o.attempts > 0))::int as handled,
    (count(*) filter (where o.state = 'failed' or (o.state = 'deferred' and o.attempts > 0) or o.sms = 'failed'))::int as failed,
    (count(*) filter (where o.state = 'delivered'))::int as told,
    (count(*) filter (where o.state = 'delivered' and (
        (o.topic = any (m.off) and m.changed_at > o.settled_at)
        or exists (select from consent c where c.person = o.person and c.purpose = :purpose and c.withdrawn_at > o.settled_at)
    )))::int as opted_out
from owed_message o left join message_choice m on m.person = o.person where o.campaign = :campaign;

-- name: member_counts
-- The ledger of a campaign, with a digest of the rows of each line.
select state, reason, count(*)::int as number, md5(string_agg(cast(id as text), '' order by id)) as digest
from owed_message where campaign = :campaign group by state, reason order by state, reason;

-- name: arms
-- Those who were told and those who were held out where they would have been: who opened it, who applied for the service since it began.
select o.state = 'held_out' as held_out, count(*)::int as people, (count(*) filter (where n.read_at is not null))::int as opened,
    (count(*) filter (where exists (
        select from cases c where c.principal = o.person and c.service = :service and c.submitted_at >= :since
    )))::int as applied,
    md5(string_agg(cast(o.id as text), '' order by o.id)) as digest
from owed_message o left join notice n on n.id = o.notice
where o.campaign = :campaign and o.state in ('delivered', 'held_out') group by 1 order by 1;

-- name: state_of_notice
-- Where the campaign stands that a message belongs to; nothing for another message.
select c.state from owed_message o join campaign c on c.id = o.campaign where o.notice = :notice;

-- name: resident_by_number
-- The account of whoever has the identity number with this fingerprint.
select person from identity where id_hash = :id_hash;

-- name: people_at
-- Who stands at these places of the index, for a forecast that tells nobody anything.
select person from population where place = any(cast(:places as integer[])) and person is not null;

-- name: campaign_states
-- How many campaigns stand where; for metrics.
select state, count(*)::int as number from campaign group by state order by state;
