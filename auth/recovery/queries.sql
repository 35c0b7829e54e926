-- name: ask
-- Somebody without their old number asks; whose account it is about is looked for at the counter.
insert into recovery (id, number, wanted, state, asked_at) values (:id, :number, :wanted, 'asked', :at);

-- name: belongs_to
-- The account that a request is about, once an officer opens it.
update recovery set person = :person where id = :id and state = 'asked';

-- name: by_number
-- The request that somebody names at the counter.
select id, number, person, wanted, state, asked_at, due_at from recovery where number = :number;

-- name: on_the_way
-- The change that was confirmed for this person and doesn't hold yet.
select id, number, person, wanted, state, asked_at, due_at from recovery where person = :person and state = 'confirmed';

-- name: confirm
-- An officer saw the person and the document.
update recovery set state = 'confirmed', confirmed_by = :officer, reason = :reason, due_at = :due_at
where id = :id and state = 'asked' and person is not null and asked_at > :after
    and not exists (select from recovery other where other.person = recovery.person and other.state = 'confirmed');

-- name: stop
-- The holder of the old number says that it wasn't them.
update recovery set state = 'stopped', settled_at = :at where person = :person and state = 'confirmed';

-- name: due
-- Changes whose waiting is over.
select id, person, wanted from recovery where state = 'confirmed' and due_at <= :at order by due_at limit 100;

-- name: settle
-- It holds, or it can't.
update recovery set state = :state, settled_at = :at where id = :id and state = 'confirmed';

-- name: has_something
-- Does this account hold anything besides its number?
select exists (select from cases where principal = :person or opened_by = :person)
    or exists (select from person where id = :person and assurance > 1);

-- name: forget_devices
-- The old phone may be in somebody else's hands: its passkeys and messages end.
with keys as (delete from passkey where person = :person)
delete from push_subscription where person = :person;
