-- name: standing
-- Whether this browser is known for this person, when they were last here, and whether their account holds anything to protect.
select exists (select from known_browser where person = :person and mark = any(:marks)) as known,
    coalesce(p.signed_in_at, p.created_at) as last_at,
    p.assurance > 1 or exists (select from cases where principal = :person or opened_by = :person) as holds_something
from person p where p.id = :person;

-- name: remember
-- This browser is known for this person from now on.
insert into known_browser (person, mark, since, seen_at) values (:person, :mark, :at, :at)
on conflict (person, mark) do update set seen_at = excluded.seen_at;

-- name: signed_in
-- The person signed in.
update person set signed_in_at = :at where id = :person;

-- name: forget
-- No browser is known for this person any more.
delete from known_browser where person = :person;
