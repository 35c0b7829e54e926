-- name: add
-- Somebody asks to be guided.
insert into guided_session (id, person, department, way, mandate, guide, state, code_hash, asked_at, queued_at, last_act_at, page, service, case_id, number, slot)
values (:id, :person, :department, :way, :mandate, :guide, 'waiting', :code_hash, :at, :at, :at, :page, :service, :case_id, :number, :slot);

-- columns: guided_session_columns
id, person, department, way, mandate, guide, guide_name, state, reason, asked_at, queued_at, taken_at, let_in_at, last_act_at, ended_at,
page, service, case_id, number, slot, faults, filled, pointed, opened, hint, proposal, stopped, rating

-- name: open_of
-- The session of a person that isn't ended, for reading.
select {guided_session_columns} from guided_session where person = :person and state <> 'ended';

-- name: get
-- One session of a person, for reading.
select {guided_session_columns} from guided_session where id = :id and person = :person;

-- name: lock
-- The same, kept from others until this transaction ends.
select {guided_session_columns} from guided_session where id = :id and person = :person for update;

-- name: of_person
-- The sessions of a person, the newest first.
select {guided_session_columns} from guided_session where person = :person order by asked_at desc limit 50;

-- name: of_guide
-- One session, for the guide who has it.
select {guided_session_columns} from guided_session where id = :id and guide = :guide;

-- name: of_guide_for_change
-- The same, kept from others until this transaction ends.
select {guided_session_columns} from guided_session where id = :id and guide = :guide for update;

-- name: open_of_guide
-- What a guide has open.
select {guided_session_columns} from guided_session where guide = :guide and state in ('waiting', 'offered', 'active') order by queued_at limit 20;

-- name: waiting
-- The queue of a department, the longest first.
select {guided_session_columns}
from guided_session where department = :department and state = 'waiting' and way = 'queue' and queued_at > :since order by asked_at limit 100;

-- name: next_waiting
-- Whoever of a department waits longest, held; of two desks at once each gets another one. Not whom this guide has just handed over.
select {guided_session_columns} from guided_session s where department = :department and state = 'waiting' and way = 'queue' and queued_at > :since
    and not exists (select from guided_event e where e.session = s.id and e.kind = 'handed_over' and e.author = :author)
order by asked_at for update skip locked limit 1;

-- name: by_code
-- The request that waits under a code in a department.
select {guided_session_columns}
from guided_session where code_hash = any(cast(:hashes as bytea[])) and department = :department and state = 'waiting' and queued_at > :since for update;

-- name: ahead
-- How many wait in front of a request.
select count(*) from guided_session
where department = :department and state = 'waiting' and way = 'queue' and queued_at > :since and asked_at < :asked_at;

-- name: waits
-- How long the last twenty who were answered in a week had waited, in seconds.
select extract(epoch from taken_at - queued_at)::float8 as seconds from guided_session
where department = :department and way = 'queue' and taken_at > :since order by taken_at desc limit 20;

-- name: save
-- A session after a step.
update guided_session set guide = :guide, guide_name = :guide_name, state = :state, reason = :reason, queued_at = :queued_at,
    taken_at = :taken_at, let_in_at = :let_in_at, last_act_at = :last_act_at, ended_at = :ended_at, page = :page, service = :service,
    case_id = :case_id, number = :number, slot = :slot, faults = :faults, filled = :filled, pointed = :pointed, opened = :opened, hint = :hint,
    proposal = :proposal, stopped = :stopped, rating = :rating, code_hash = case when :state = 'waiting' then code_hash end
where id = :id;

-- name: add_event
-- One more thing that happened.
insert into guided_event (id, session, person, seq, kind, author, role, at, detail, said)
select :id, :session, :person, coalesce(max(seq), 0) + 1, :kind, :author, :role, :at, :detail, :said from guided_event where session = :session;

-- name: events
-- What happened in a session of a person, in order.
select id, seq, kind, role, at, detail, said from guided_event where session = :session and person = :person order by seq limit 2000;

-- name: said_in
-- Some events of a session: the hint and the proposal that show now, the notes of earlier desks.
select id, seq, kind, role, at, detail, said from guided_event
where session = :session and (id = any(cast(:ids as uuid[])) or kind in ('noted', 'handed_over')) order by seq;

-- name: announce
-- Wake the streams about a session, at the end of this transaction.
select pg_notify('guidance_changed', cast(cast(:id as uuid) as text));

-- name: counts_by_state
-- How many sessions stand how, and how long the oldest of them waits.
select state, way, count(*)::int as number, extract(epoch from cast(:now as timestamptz) - min(queued_at))::float8 as oldest_seconds
from guided_session where state <> 'ended' or ended_at > cast(:now as timestamptz) - interval '1 day' group by state, way;
