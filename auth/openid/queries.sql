-- name: hold
-- Two sign-ins of one account at once: one waits for the other.
select pg_advisory_xact_lock(hashtextextended(:issuer || encode(cast(:subject_hash as bytea), 'hex'), 0));

-- name: account
-- Whose account at this provider it is.
select p.id, p.assurance from outside_account a join person p on p.id = a.person
where a.issuer = :issuer and a.subject_hash = :subject_hash and p.closed_at is null;

-- name: link
-- From now on this account signs this person in.
insert into outside_account (issuer, subject_hash, person, linked_at) values (:issuer, :subject_hash, :person, :at)
on conflict (issuer, subject_hash) do update set person = excluded.person, linked_at = excluded.linked_at;

-- name: hash_anew
-- The same account, found by the newest key from now on; what an account at a provider is called isn't kept, so that only its sign-in can do it.
update outside_account set subject_hash = :subject_hash where issuer = :issuer and subject_hash = any(cast(:former as bytea[]));
