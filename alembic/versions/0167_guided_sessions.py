"""Guided sessions: somebody far away sees the step a resident is at, masked, and points; with their append-only events."""

from backend.kit.migrate import script

revision = "0167"
down_revision = "0159"
branch_labels = None
depends_on = None

STREAMS = """
create or replace view evidence as
select 'access_log' as stream, id::text as key, at, evidence_body(t, '{}') as body from access_log t
union all select 'case_event', case_id || ':' || id, at, evidence_body(t, '{}') from case_event t
union all select 'payee_event', id::text, at, evidence_body(t, '{}') from payee_event t
union all select 'grant_event', id::text, at, evidence_body(t, '{}') from grant_event t
union all select 'staff_act', id::text, at, evidence_body(t, '{}') from staff_act t
union all select 'decision', id::text, at, evidence_body(t, '{superseded_by,inputs,result}') from decision t
union all select 'receipt', number, issued_at, evidence_body(t, '{status,ended_at}') from receipt t
union all select 'mandate_event', id::text, at, evidence_body(t, '{}') from mandate_event t
union all select 'mandate_consent', id::text, at, evidence_body(t, '{said}') from mandate_consent t
union all select 'submission_consent', id::text, at, evidence_body(t, '{bound}') from submission_consent t"""

UP = f"""
create table guided_session (
    id uuid primary key,
    person uuid not null references person,
    department text not null,
    way text not null check (way in ('queue', 'code', 'helper')),
    mandate uuid references mandate on delete set null,
    guide text,
    guide_name text not null default '',
    state text not null check (state in ('waiting', 'offered', 'active', 'ended')),
    reason text check (reason in ('by_person', 'by_guide', 'declined', 'lapsed', 'limit', 'silent', 'unsafe', 'mandate', 'closed')),
    code_hash bytea,
    asked_at timestamptz not null,
    queued_at timestamptz not null,
    taken_at timestamptz,
    let_in_at timestamptz,
    last_act_at timestamptz not null,
    ended_at timestamptz,
    page text not null default 'none' check (page in ('none', 'service', 'start', 'tasks', 'questions', 'paper', 'check', 'status')),
    service text not null default '',
    case_id uuid,
    number int not null default 0,
    slot text not null default '',
    faults jsonb not null default '{{}}',
    filled text[],
    pointed text not null default '',
    opened text[] not null default '{{}}',
    hint uuid,
    proposal uuid,
    stopped smallint not null default 0,
    rating smallint check (rating between 1 and 3),
    constraint guided_session_ended check ((state = 'ended') = (reason is not null) and (state = 'ended') = (ended_at is not null)),
    constraint guided_session_guide check (state in ('waiting', 'ended') or guide is not null)
);
create unique index guided_session_one on guided_session (person) where state <> 'ended';
create unique index guided_session_code on guided_session (code_hash) where state = 'waiting' and code_hash is not null;
create index guided_session_person on guided_session (person, asked_at desc);
create index guided_session_queue on guided_session (department, queued_at) where state = 'waiting';
create index guided_session_guide_open on guided_session (guide) where state in ('offered', 'active');
create index guided_session_answered on guided_session (department, taken_at desc) where taken_at is not null;
create index guided_session_mandate on guided_session (mandate) where mandate is not null;
create index guided_session_case on guided_session (case_id) where case_id is not null;
create index guided_session_asked on guided_session (asked_at);
comment on table guided_session is 'Guided from afar: who guides whom and at which step she is. What ends by time is a comparison with the moment (backend/guidance/lifecycle.py); never a value of hers.';
comment on column guided_session.case_id is 'No key: what was shown is kept for three years, a draft for half a year.';
comment on column guided_session.opened is 'Keys of the questions of this step whose answers she lets the guide read; empty again at the next step.';

create table guided_event (
    id uuid primary key,
    session uuid not null references guided_session on delete cascade,
    person uuid not null,
    seq int not null,
    kind text not null check (kind in ('asked', 'taken', 'let_in', 'declined', 'shown', 'opened', 'closed', 'pointed', 'hinted', 'proposed', 'stopped', 'accepted', 'rejected', 'noted', 'handed_over', 'ended', 'rated')),
    author text not null,
    role text not null check (role in ('person', 'officer', 'helper', 'system')),
    at timestamptz not null,
    detail jsonb not null default '{{}}',
    said bytea,
    unique (session, seq)
);
create index guided_event_at on guided_event using brin (at);
create index guided_event_author on guided_event (author, at desc);
comment on table guided_event is 'What happened in a guided session: shown, opened, pointed at, proposed, accepted; the words are sealed; only added to.';

{STREAMS}
union all select 'guided_event', id::text, at, evidence_body(t, '{{said}}') from guided_event t;
create trigger evidence_goes after delete on guided_event for each row execute function evidence_goes();

create function guided_by_mandate() returns trigger language plpgsql as $$
begin
    perform pg_notify('guidance_changed', id::text) from guided_session where mandate = new.mandate and state <> 'ended';
    return null;
end $$;
comment on function guided_by_mandate is 'Wakes the open streams of sessions that rest on a mandate which has just changed.';
create trigger guided_by_mandate after insert on mandate_event for each row execute function guided_by_mandate();

create function forget_guidance(before timestamptz) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    if before > now() - interval '30 months' then
        raise exception 'guided sessions are kept for three years, and never less than thirty months';
    end if;
    delete from guided_session where asked_at < before;
    get diagnostics gone = row_count;
    return gone;
end $$;
alter function forget_guidance set futian.retention = 'on';
comment on function forget_guidance is 'Retention: guided sessions of long ago with their events; the application itself may only add to these.';
"""

DOWN = f"""
drop function forget_guidance;
drop trigger guided_by_mandate on mandate_event;
drop function guided_by_mandate;
{STREAMS};
drop table guided_event;
drop table guided_session;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
