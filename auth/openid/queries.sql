-- name: hold
-- Serialise parallel sign-ins of one provider account (advisory lock).
select pg_advisory_xact_lock(hashtextextended(:issuer || encode(cast(:subject_hash as bytea), 'hex'), 0));

-- name: account
-- The person linked to a provider account.
select p.id, p.assurance from outside_account a join person p on p.id = a.person
where a.issuer = :issuer and a.subject_hash = :subject_hash and p.closed_at is null;

-- name: link
-- Link a provider account to a person.
insert into outside_account (issuer, subject_hash, person, linked_at) values (:issuer, :subject_hash, :person, :at)
on conflict (issuer, subject_hash) do update set person = excluded.person, linked_at = excluded.linked_at;

-- name: hash_anew
-- Rehash the subject under the newest key; possible only at a sign-in, because the subject itself is not stored.
update outside_account set subject_hash = :subject_hash where issuer = :issuer and subject_hash = any(cast(:former as bytea[]));
