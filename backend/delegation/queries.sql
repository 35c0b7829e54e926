-- name: add
-- A proposal; without an answer it is over when it lapses.
insert into mandate (id, principal, helper, basis, channel, relation, state, proposed_by, days, proposed_at, lapses_at, rests_on, expires_at,
    checked_at, kept_from)
values (:id, :principal, :helper, :basis, :channel, :relation, 'proposed', :proposed_by, :days, :at, :lapses_at, :rests_on, :expires_at,
    :checked_at, :lapses_at);

-- name: add_services
-- The services of a mandate, each with its power and the group by which it was chosen.
insert into mandate_service (mandate, service, power, via)
select :mandate, s.service, s.power, s.via
from unnest(cast(:services as text[]), cast(:powers as smallint[]), cast(:vias as text[])) as s (service, power, via);

-- columns: mandate_columns
id, principal, helper, basis, channel, relation, state, reason, proposed_by, days, proposed_at, lapses_at, principal_agreed_at,
helper_agreed_at, active_at, wakes_at, expires_at, last_used_at, ended_at, rests_on, checked_at

-- name: get
-- One mandate of which this person is the principal or the helper.
select {mandate_columns} from mandate where id = :id and :person in (principal, helper);

-- name: lock
-- The same, kept from others until this transaction ends.
select {mandate_columns} from mandate where id = :id and :person in (principal, helper) for update;

-- name: by_id
-- One mandate, for a step that has found it by a code, a call or an officer's list.
select {mandate_columns} from mandate where id = :id for update;

-- name: of_principal
-- Every mandate of a principal, the newest first.
select {mandate_columns} from mandate where principal = :principal order by proposed_at desc limit 200;

-- name: of_helper
-- Every mandate of a helper, the newest first.
select {mandate_columns} from mandate where helper = :person order by proposed_at desc limit 200;

-- name: resting_on
-- The mandates that were given by whoever holds this office, kept from others until this transaction ends.
select {mandate_columns} from mandate where rests_on = :mandate and principal = :principal and state <> 'ended' order by id for update;

-- name: by_law
-- The mandate by law of a helper for a principal, while it isn't ended.
select {mandate_columns} from mandate where principal = :principal and helper = :helper and basis = :basis and state <> 'ended' for update;

-- name: services
-- The services of some mandates.
select mandate, service, power, via, revoked_at from mandate_service where mandate = any(cast(:mandates as uuid[])) order by mandate, service;

-- name: revoke_service
-- The principal takes one service back.
update mandate_service set revoked_at = :at where mandate = :mandate and service = :service and revoked_at is null;

-- name: move
-- The mandate after a step.
update mandate set state = :state, reason = :reason,
    principal_agreed_at = coalesce(principal_agreed_at, :principal_agreed_at), helper_agreed_at = coalesce(helper_agreed_at, :helper_agreed_at),
    active_at = coalesce(active_at, :active_at), wakes_at = coalesce(wakes_at, :wakes_at), expires_at = coalesce(expires_at, :expires_at),
    ended_at = coalesce(ended_at, :ended_at), kept_from = :kept_from
where id = :id;

-- name: checked
-- A register confirmed the authority by law again.
update mandate set checked_at = :at where id = :mandate;

-- name: used
-- The helper acted; written once a day, so that reading costs no write.
update mandate set last_used_at = :at where id = :mandate and (last_used_at is null or last_used_at < cast(:at as timestamptz) - interval '1 day');

-- name: add_event
-- One more thing that happened to a mandate.
insert into mandate_event (id, mandate, principal, seq, kind, author, role, at, detail)
select :id, :mandate, :principal, coalesce(max(seq), 0) + 1, :kind, :author, :role, :at, :detail from mandate_event where mandate = :mandate;

-- name: events
-- What happened to a mandate, in order.
select e.id, e.mandate, e.seq, e.kind, e.author, e.role, e.at, e.detail
from mandate_event e join mandate m on m.id = e.mandate where e.mandate = :mandate and :person in (m.principal, m.helper) order by e.seq;

-- name: authority
-- What the helper of a mandate may do: one row while the mandate is stored as active; kept from a revocation until this transaction ends.
select m.id, m.principal, m.helper, m.basis, m.channel, m.relation, m.state, m.reason, m.proposed_by, m.days, m.proposed_at, m.lapses_at,
    m.principal_agreed_at, m.helper_agreed_at, m.active_at, m.wakes_at, m.expires_at, m.last_used_at, m.ended_at, m.rests_on, m.checked_at,
    (select coalesce(jsonb_object_agg(s.service, s.power), '{}') from mandate_service s where s.mandate = m.id and s.revoked_at is null) as powers,
    p.assurance as principal_assurance, p.kind as principal_kind, p.closed_at is not null as principal_closed,
    (select o.state <> 'active' from mandate o where o.id = m.rests_on) as office_over
from mandate m join person p on p.id = m.principal
where m.id = :mandate and m.helper = :person for key share of m;

-- name: organisations_behind
-- The organisations that let a person act for them in a service now, by the hash of their number; kept from a revocation until this transaction ends.
select encode(i.id_hash, 'hex') as number_hash, m.basis
from mandate m
join person p on p.id = m.principal
join identity i on i.person = m.principal
where m.helper = :person and m.state = 'active' and p.kind = 'organisation' and p.closed_at is null and i.id_hash is not null
    and (m.wakes_at is null or m.wakes_at <= :at) and (m.expires_at is null or m.expires_at > :at)
    and coalesce(m.last_used_at, m.active_at) > cast(:at as timestamptz) - interval '365 days'
    and not exists (select from mandate o where o.id = m.rests_on and o.state <> 'active')
    and exists (select from mandate_service s where s.mandate = m.id and s.revoked_at is null and s.power >= :power
        and s.service in (:service, '*'))
for key share of m;

-- name: hold
-- Nobody changes this mandate until the transaction ends; a revocation that was quicker is seen afterwards.
select id from mandate where id = :mandate and helper = :person for share;

-- name: add_consent
-- The exact words to which a principal agreed.
insert into mandate_consent (id, mandate, principal, wording, wording_version, wording_digest, said_digest, said, channel, witness, at)
values (:id, :mandate, :principal, :wording, :wording_version, :wording_digest, :said_digest, :said, :channel, :witness, :at);

-- name: consents
-- To what a principal agreed for a mandate.
select id, mandate, wording, wording_version, wording_digest, said_digest, said, channel, witness, at
from mandate_consent where mandate = :mandate order by at;

-- name: all_consents
-- Every consent, for `futian mandates verify`.
select id, mandate, wording, wording_version, wording_digest, said_digest, said, channel, witness, at
from mandate_consent where id > :after order by id limit 1000;

-- name: unproved
-- Mandates by consent that are or were active without a consent of their principal.
select m.id from mandate m where m.basis = 'consent' and m.active_at is not null
    and not exists (select from mandate_consent c where c.mandate = m.id and c.principal = m.principal) limit 100;

-- name: ending
-- Mandates that end within 30 days, by a long term or because nobody has used them, and of whose end nobody has been told.
select id from mandate where state in ('active', 'suspended') and told_of_end_at is null
    and ((days > 30 and expires_at > :now and expires_at <= :until)
        or (days is null and coalesce(last_used_at, active_at) > :unused_since and coalesce(last_used_at, active_at) <= :unused_until))
order by coalesce(expires_at, last_used_at, active_at) limit 500;

-- name: told_of_end
-- Both were told.
update mandate set told_of_end_at = :at where id = :mandate and told_of_end_at is null;

-- name: offices_to_check
-- Mandates by law that no register has confirmed since then.
select {mandate_columns}
from mandate where state = 'active' and basis in ('parent', 'legal_representative', 'operator') and checked_at < :before order by checked_at limit 200;

-- name: suspended_by_register
-- What waits for an officer because a register no longer confirms the authority behind it.
select {mandate_columns} from mandate where state = 'suspended' and reason = 'register' order by proposed_at limit 200;

-- name: letters_waiting
-- Proposals by letter whose letter has not been printed.
select {mandate_columns} from mandate m where channel = 'paper' and state = 'proposed' and lapses_at > :now
    and not exists (select from mandate_code c where c.mandate = m.id and c.kind = 'letter') order by proposed_at limit 200;

-- name: extend_proposal
-- A letter takes its time: the proposal waits from the day on which it was printed.
update mandate set lapses_at = :lapses_at, kept_from = :lapses_at where id = :mandate and state = 'proposed';

-- name: open_of_person
-- What is open of a person, in either role, kept from others until this transaction ends.
select {mandate_columns} from mandate where :person in (principal, helper) and state <> 'ended' order by id for update;

-- name: set_kind
-- This person is an organisation.
update person set kind = 'organisation' where id = :person;

-- name: kind
-- Is this a natural person or an organisation?
select kind from person where id = :person;

-- name: add_call
-- A call that was placed; number, digit and code are sealed.
insert into mandate_call (id, mandate, principal, asked_by, sealed, said_digest, placed_at)
values (:id, :mandate, :principal, :asked_by, :sealed, :said_digest, :at);

-- name: call
-- One call of a mandate, kept from others until this transaction ends.
select id, mandate, principal, state, asked_by, sealed, said_digest, placed_at, settled_at from mandate_call where id = :id for update;

-- name: newest_call
-- The newest call of a mandate.
select id, mandate, principal, state, asked_by, sealed, said_digest, placed_at, settled_at from mandate_call
where mandate = :mandate order by placed_at desc limit 1;

-- name: calls_since
-- How many calls this principal was placed since then, for mandates and for consents.
select (select count(*) from mandate_call where principal = :principal and placed_at >= :since)::int
    + (select count(*) from consent_call where principal = :principal and placed_at >= :since)::int;

-- name: settle_call
-- How a call went.
update mandate_call set state = :state, settled_at = :at where id = :id and state = 'placed';

-- name: case_service
-- The service of a case of this principal.
select service from cases where id = :id and principal = :principal;

-- name: paper_service
-- The service of the case that a paper of this principal was handed in for.
select c.service from material m join cases c on c.id = m.case_id where m.id = :id and m.principal = :principal and c.principal = :principal;

-- name: upload_service
-- The service of the case that an upload of this principal is for; what was shared from another app has none yet.
select c.service from upload u join cases c on c.id = u.case_id where u.id = :id and u.principal = :principal and c.principal = :principal;

-- name: add_code
-- A printed code; only its keyed hash is kept.
insert into mandate_code (id, mandate, kind, code_hash, made_at, expires_at) values (:id, :mandate, :kind, :code_hash, :at, :expires_at);

-- name: code
-- A code as somebody typed it, kept from others until this transaction ends.
select id, mandate, kind, made_at, expires_at, used_at, tries from mandate_code
where code_hash = any(cast(:hashes as bytea[])) and kind = any(cast(:kinds as text[])) for update;

-- name: use_code
-- A code is used once.
update mandate_code set used_at = :at where id = :id and used_at is null;

-- name: void_codes
-- Codes stop counting when a new one is printed or the mandate ends.
update mandate_code set used_at = :at where mandate = :mandate and kind = any(cast(:kinds as text[])) and used_at is null;

-- name: try_code
-- Facts beside a code were wrong.
update mandate_code set tries = tries + 1 where id = :id;

-- name: counts_by_state
-- How many mandates stand how, by channel, and how old the oldest sign or complaint of each kind is: numbers for whoever runs the house.
select 'mandates' as what, state || coalesce(' ' || reason, '') as state, channel, count(*)::int as number, 0::float as oldest_seconds
from mandate group by state, reason, channel
union all
select 'signs of abuse', state, kind, count(*)::int,
    coalesce(extract(epoch from cast(:now as timestamptz) - min(at) filter (where state = 'open')), 0)::float
from mandate_signal group by state, kind;

-- name: close_invitations
-- What this person has sent and nobody has answered counts no more.
update mandate_invitation set closed_at = :at where :person in (person, principal) and closed_at is null;

-- name: contact_was_told
-- Has this contact been told already?
select exists (select from mandate_event where id = :id and mandate = :mandate);

-- name: add_told
-- One contact was told.
insert into mandate_event (id, mandate, principal, seq, kind, author, role, at, detail)
select :id, :mandate, :principal, coalesce(max(seq), 0) + 1, 'told', 'worker', 'system', :at, :detail from mandate_event where mandate = :mandate
on conflict (id) do nothing;

-- name: between
-- The mandates of a helper for a principal that are stored as active, the newest first.
select id from mandate where principal = :principal and helper = :helper and state = 'active' order by active_at desc;
