-- columns: payee_account_columns
id, person, case_id, origin, sealed, proposed_at, effective_on, stopped_at, stopped_by, stopped_why, replaced_by

-- name: of_person
-- All accounts of a person, the newest first.
select {payee_account_columns} from payee_account where person = :person order by proposed_at desc, effective_on desc limit 200;

-- name: of_person_for_change
-- All payee accounts of a person, newest first, locked until the end of the transaction.
select {payee_account_columns} from payee_account where person = :person order by proposed_at desc, effective_on desc limit 200 for update;

-- name: in_force
-- The account to pay to on a day.
select {payee_account_columns} from payee_account
where person = :person and effective_on <= :on and stopped_at is null and replaced_by is null
order by effective_on desc, proposed_at desc limit 1;

-- name: add
-- A new account of a person.
insert into payee_account (id, person, case_id, origin, sealed, account_hash, proposed_at, effective_on)
values (:id, :person, :case_id, :origin, :sealed, :account_hash, :at, :effective_on);

-- name: replace_pending
-- A newer proposal takes the place of those that had not taken effect.
update payee_account set replaced_by = :newer
where person = :person and id <> :newer and effective_on > :today and stopped_at is null and replaced_by is null
returning id;

-- name: stop
-- An account is stopped, once.
update payee_account set stopped_at = :at, stopped_by = :by, stopped_why = :why
where id = :id and person = :person and stopped_at is null and replaced_by is null
returning id;

-- name: holders
-- Who else than this person has this account on file: ids only, for a count.
select distinct person as id from payee_account where account_hash = any(cast(:hashes as bytea[])) and person <> :person and stopped_at is null
limit 50;

-- name: by_id
-- One account, for telling its person's contacts.
select {payee_account_columns} from payee_account where id = :id;

-- name: replaced_others
-- Did this proposal take the place of one that had not taken effect?
select exists (select from payee_account where replaced_by = :id);

-- name: counts_by_state
-- Counts of accounts by state and of stops by who stopped, for operators; no personal data.
select case when stopped_at is not null then 'stopped by ' || stopped_by when replaced_by is not null then 'replaced'
    when effective_on > :today then 'pending' else 'effective' end as state, count(*)::int as number
from payee_account group by 1;

-- name: add_event
-- One more thing that happened to an account.
insert into payee_event (id, account, person, seq, kind, author, role, at, detail)
select :id, :account, :person, coalesce(max(seq), 0) + 1, :kind, :author, :role, :at, :detail
from payee_event where account = :account
on conflict (id) do nothing;

-- name: event_exists
-- Has this happened already?
select exists (select from payee_event where id = :id);

-- name: events
-- What happened to the accounts of a person, in order.
select id, account, seq, kind, author, role, at, detail from payee_event where person = :person order by at, account, seq;

-- name: add_check
-- What the bank register said of one account.
insert into payee_check (id, person, digest, sealed, asked_at, expires_at)
values (:id, :person, :digest, :sealed, :at, :expires_at);

-- name: fresh_checks
-- What the bank register said lately of accounts that this person named, the newest first.
select id, encode(digest, 'hex') as digest, encode(sealed, 'hex') as sealed, expires_at from payee_check
where person = :person and expires_at > :at order by asked_at desc limit 20;

-- name: asked_since
-- How often the bank register was asked for this person since a moment.
select count(*)::int from payee_check where person = :person and asked_at > :since;
