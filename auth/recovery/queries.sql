-- name: ask
-- Add a recovery request of a person without their old number; the account is looked up at the counter.
insert into recovery (id, number, wanted, state, asked_at) values (:id, :number, :wanted, 'asked', :at);

-- name: belongs_to
-- The account that a request is about, once an officer opens it.
update recovery set person = :person where id = :id and state = 'asked';

-- name: by_number
-- A request by the number named at the counter.
select id, number, person, wanted, state, asked_at, seen_by, reason, due_at from recovery where number = :number;

-- name: on_the_way
-- The change that was confirmed for this person and doesn't hold yet.
select id, number, person, wanted, state, asked_at, seen_by, reason, due_at from recovery where person = :person and state = 'confirmed';

-- name: see
-- An officer saw the person and the document; another has to confirm it.
update recovery set state = 'seen', seen_by = :officer, seen_at = :at, reason = :reason
where id = :id and state = 'asked' and person is not null and asked_at > :after;

-- name: seen
-- What waits for a second officer.
select id, number, person, wanted, state, asked_at, seen_by, reason, due_at from recovery
where state = 'seen' and asked_at > :after order by seen_at limit 100;

-- name: confirm
-- Another officer saw them too: it holds when the days have passed.
update recovery set state = 'confirmed', confirmed_by = :officer, due_at = :due_at
where id = :id and state = 'seen' and seen_by <> :officer and asked_at > :after
    and not exists (select from recovery other where other.person = recovery.person and other.state = 'confirmed');

-- name: decline
-- The other officer doesn't confirm it: nothing changes, and the request is over.
update recovery set state = 'declined', confirmed_by = :officer, settled_at = :at where id = :id and state = 'seen' and seen_by <> :officer;

-- name: stop
-- The holder of the old number says that it wasn't them.
update recovery set state = 'stopped', settled_at = :at where person = :person and state = 'confirmed';

-- name: due
-- Confirmed changes whose waiting period is over.
select id, person, wanted from recovery where state = 'confirmed' and due_at <= :at order by due_at limit 100;

-- name: settle
-- It holds, or it can't.
update recovery set state = :state, settled_at = :at where id = :id and state = 'confirmed';

-- name: has_something
-- Does this account hold anything besides its number?
select exists (select from cases where principal = :person or opened_by = :person)
    or exists (select from person where id = :person and assurance > 1);
