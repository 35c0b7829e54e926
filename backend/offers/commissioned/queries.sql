-- name: add
-- A number that the owner of a register wants asked; once for a service, whatever became of it.
insert into commissioned_contact (id, service, department, phone_hash, sealed, state, reason, found_at, expires_at, ended_at)
select :id, :service, :department, :phone_hash, :sealed, :state, :reason, :at, :expires_at, case when :state = 'suppressed' then cast(:at as timestamptz) end
where not exists (select from commissioned_contact c where c.service = :service and c.phone_hash = any(cast(:hashes as bytea[])))
on conflict do nothing returning id;

-- name: stopped_before
-- Did this number ask not to be asked, about whatever service?
select exists (select from commissioned_contact where phone_hash = any(cast(:hashes as bytea[])) and state = 'stopped');

-- name: hold
-- A contact, locked for its next step.
select id, service, department, state, reason, sealed, questions, found_at, expires_at from commissioned_contact where id = :id for update;

-- name: of_number
-- What this number was asked and may still answer, the oldest first.
select id, service, department, state, reason, sealed, questions, found_at, expires_at from commissioned_contact
where phone_hash = any(cast(:hashes as bytea[])) and state in ('told', 'asked') and expires_at > :at order by found_at for update;

-- name: move
-- Where it stands now; the number goes with its end.
update commissioned_contact set state = :state, reason = :reason, questions = :questions,
    ended_at = case when :ended then cast(:at as timestamptz) end, sealed = case when :ended then null else sealed end
where id = :id and ended_at is null;

-- name: stop_others
-- Who says stop is asked nothing more: what wasn't told yet isn't, and a stop after the end holds for later.
update commissioned_contact set
    reason = case when state = 'found' then 'stopped' else 'by_sms' end, state = case when state = 'found' then 'suppressed' else 'stopped' end,
    ended_at = coalesce(ended_at, :at), sealed = null
where phone_hash = any(cast(:hashes as bytea[])) and state in ('found', 'expired', 'settled') returning id;

-- name: expire_answered
-- They answered, and no officer saw to it in time: it is over, what they answered stays, and the number until they were told so.
update commissioned_contact set state = 'expired' where state = 'asked' and ended_at is null and expires_at <= :at returning id;

-- name: end_old
-- Nobody answered, it couldn't be sent, or the end couldn't be told within some days: it is over, and the number goes.
update commissioned_contact set state = case when state = 'stopped' then state else 'expired' end, ended_at = :at, sealed = null
where ended_at is null and (state in ('found', 'told') and expires_at <= :at or state in ('stopped', 'expired') and expires_at <= :told_before);

-- name: waiting
-- Answers that wait for an officer of a department, the longest first; an empty department sees all.
select id, service, department, state, reason, sealed, questions, found_at, expires_at from commissioned_contact
where state = 'asked' and (cast(:department as text) = '' or department = :department) order by found_at limit 200;

-- name: counts_by_state
-- How many stand where.
select state, count(*)::int as number from commissioned_contact group by state order by state;
