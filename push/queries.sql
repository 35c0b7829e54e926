-- name: hash_anew
-- Rehash a subscription's endpoint under the newest key.
update push_subscription set endpoint_hash = :endpoint_hash where endpoint_hash = any(cast(:former as bytea[]));

-- name: forget_former
-- Delete the subscription of a browser that another person now uses.
delete from push_subscription where endpoint_hash = :endpoint_hash and person <> :person;

-- name: remember
-- This person allows messages on this browser; sent again at each visit, so a known one is only refreshed.
insert into push_subscription (id, person, endpoint_hash, endpoint, p256dh, auth, device, created_at, seen_at)
values (:id, :person, :endpoint_hash, :endpoint, :p256dh, :auth, :device, :at, :at)
on conflict (endpoint_hash) do update
set p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device, seen_at = excluded.seen_at
where push_subscription.person = excluded.person;

-- name: forget_surplus
-- Of very many browsers, those not seen for longest are forgotten.
delete from push_subscription where person = :person and id in (
    select id from push_subscription where person = :person order by seen_at desc, id offset :most
);

-- name: forget_endpoint
-- The person took it back in that browser.
delete from push_subscription where person = :person and endpoint_hash = :endpoint_hash;

-- name: forget
-- The person took it back from another device, or the push service says that it is gone.
delete from push_subscription where person = :person and id = :id;

-- name: devices
-- Push subscriptions of a person.
select id, device, created_at, worked_at from push_subscription where person = :person order by created_at, id;

-- name: choice
-- Topics that a person switched off.
select off from push_choice where person = :person;

-- name: choose
-- Store a person's choice of topics.
insert into push_choice (person, off, changed_at) values (:person, :off, :at)
on conflict (person) do update set off = excluded.off, changed_at = excluded.changed_at;

-- name: open
-- One delivery for each device that the person had when the message came up.
insert into delivery (notice, person, channel, subscription, state, next_at, expires_at, created_at)
select :notice, s.person, 'web_push', s.id, 'pending', :at, :expires_at, :at
from push_subscription s where s.person = :person and s.created_at <= :owed_at
    and exists (select from notice n where n.id = :notice and n.person = :person)
on conflict do nothing;

-- name: call_off
-- Cancel pending deliveries that the person doesn't want any more; the messages stay in the inbox.
update delivery set state = 'gone', reason = :reason, settled_at = :at
where notice = :notice and person = :person and state = 'pending';

-- name: settle_lost
-- End pending deliveries that expired or whose subscription is gone.
update delivery d set settled_at = :at,
    state = case when d.expires_at <= :at then 'expired' else 'gone' end,
    reason = case when d.expires_at <= :at then 'too_late' else 'unsubscribed' end
where d.notice = :notice and d.person = :person and d.state = 'pending' and (
    d.expires_at <= :at
    or not exists (select from push_subscription s where s.id = d.subscription and s.person = d.person)
);

-- name: put_off
-- Postpone pending deliveries to the morning (quiet hours).
update delivery set next_at = :until
where notice = :notice and person = :person and state = 'pending' and next_at < :until;

-- name: claim
-- Claim the due deliveries for this attempt; a second worker with the same job gets none.
update delivery d set attempts = d.attempts + 1, next_at = :held_until
from push_subscription s
where d.notice = :notice and d.person = :person and d.state = 'pending' and d.next_at <= :at
    and s.id = d.subscription and s.person = d.person
returning d.id, d.person, d.subscription, d.attempts, d.expires_at, s.endpoint, s.p256dh, s.auth;

-- name: sent
-- The push service took it.
with worked as (update push_subscription set worked_at = :at where id = :subscription and person = :person)
update delivery set state = 'sent', reason = '', settled_at = :at
where id = :id and person = :person and state = 'pending';

-- name: settle
-- It ended otherwise.
update delivery set state = :state, reason = :reason, settled_at = :at
where id = :id and person = :person and state = 'pending';

-- name: wait
-- It is tried again later.
update delivery set next_at = :next_at, reason = :reason where id = :id and person = :person and state = 'pending';

-- name: next_due
-- When this message must be looked at again; nothing when all is settled.
select min(next_at) from delivery where notice = :notice and person = :person and state = 'pending';

-- name: balance
-- How many deliveries stand where; the states add up to all that were ever opened.
select state, count(*) as number from delivery group by state order by state;

-- name: tried
-- How the person's newest trial went on each device.
select coalesce(s.device, '') as device, d.state, d.settled_at from delivery d
left join push_subscription s on s.id = d.subscription and s.person = d.person
where d.person = :person and d.notice = (
    select id from notice where person = :person and topic = :topic and created_at > :since order by created_at desc limit 1
) order by s.created_at, d.id;
