-- name: of_person
-- The passkeys of this person, oldest first.
select id, credential, device, added_at, used_at from passkey where person = :person order by added_at;

-- name: by_credential
-- Owner and public key of a credential, to verify a signature.
select k.id, k.person, k.public_key, k.sign_count, p.assurance from passkey k join person p on p.id = k.person
where k.credential = :credential and p.closed_at is null;

-- name: add
-- Add a passkey; does nothing if the credential is registered already.
insert into passkey (id, person, credential, public_key, sign_count, device, added_at)
values (:id, :person, :credential, :public_key, :sign_count, :device, :at) on conflict (credential) do nothing;

-- name: mark_used
-- The key was used; its counter only ever goes up, of two uses at once one wins. Keys that don't count stay at nought.
update passkey set sign_count = :sign_count, used_at = :at
where id = :id and person = :person and (sign_count < :sign_count or (sign_count = 0 and :sign_count = 0));

-- name: remove
-- The person gives a key up.
delete from passkey where id = :id and person = :person;

-- name: forget_devices
-- Delete passkeys and push subscriptions of a person whose old phone may be in other hands.
with keys as (delete from passkey where person = :person)
delete from push_subscription where person = :person;
