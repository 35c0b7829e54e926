"""Mandates: who may act for whom, with their events, consents, codes, calls and signals."""

from backend.kit.migrate import script

revision = "0130"
down_revision = "0112"
branch_labels = None
depends_on = None

UP = """
alter table person add column kind text not null default 'natural';
alter table person add constraint person_kind check (kind in ('natural', 'organisation')) not valid;
-- squawk-ignore ban-drop-constraint -- the new one admits one value more, and every older process writes only what both admit
alter table person drop constraint person_assurance_check;
alter table person add constraint person_assurance_check check (assurance between 0 and 3) not valid;
comment on column person.assurance is '0: somebody was named by another and vouched for by a register, and has proven nothing themselves.';
comment on column person.kind is 'An organisation is a principal too: its identity row holds name and unified social credit code, and it never signs in.';

create table mandate (
    id uuid primary key,
    principal uuid not null references person,
    helper uuid not null references person,
    basis text not null check (basis in ('consent', 'parent', 'guardian', 'legal_representative', 'operator')),
    channel text not null check (channel in ('device', 'call_back', 'counter', 'paper', 'law')),
    relation text check (relation in ('child', 'grandchild', 'spouse', 'parent', 'sibling', 'relative', 'friend', 'neighbour', 'community', 'employee')),
    state text not null check (state in ('proposed', 'active', 'suspended', 'ended')),
    reason text check (reason in ('declined', 'lapsed', 'done', 'expired', 'by_principal', 'by_helper', 'unused', 'death', 'guardianship', 'fraud', 'register', 'closed', 'pause', 'signal')),
    proposed_by text not null check (proposed_by in ('principal', 'helper', 'officer', 'system')),
    days int check (days in (1, 30, 182, 365)),
    proposed_at timestamptz not null,
    lapses_at timestamptz not null,
    principal_agreed_at timestamptz,
    helper_agreed_at timestamptz,
    active_at timestamptz,
    wakes_at timestamptz,
    expires_at timestamptz,
    last_used_at timestamptz,
    ended_at timestamptz,
    rests_on uuid references mandate,
    checked_at timestamptz,
    told_of_end_at timestamptz,
    kept_from timestamptz,
    constraint mandate_not_to_oneself check (helper <> principal),
    constraint mandate_both_agreed check (state not in ('active', 'suspended') or (principal_agreed_at is not null and helper_agreed_at is not null and active_at is not null)),
    constraint mandate_reason check ((state in ('suspended', 'ended')) = (reason is not null)),
    constraint mandate_term check (days is not null or basis <> 'consent')
);
create index mandate_principal on mandate (principal, proposed_at);
create index mandate_helper on mandate (helper, proposed_at);
create index mandate_rests_on on mandate (rests_on) where rests_on is not null;
create unique index mandate_one_by_law on mandate (principal, helper, basis) where basis <> 'consent' and state <> 'ended';
comment on table mandate is 'Acting for another: derived from mandate_event for reading. What ends by time is a comparison with the moment (backend/delegation/lifecycle.py).';
comment on column mandate.kept_from is 'When it was over at the latest; retention counts from here. Empty for what has no end of its own.';

create table mandate_service (
    mandate uuid not null references mandate on delete cascade,
    service text not null,
    power smallint not null check (power between 1 and 4),
    via text not null default '',
    revoked_at timestamptz,
    primary key (mandate, service)
);
comment on table mandate_service is 'The services of a mandate and the power in each; * in a mandate by law: all that are for principals of this kind.';

create table mandate_event (
    id uuid primary key,
    mandate uuid not null references mandate on delete cascade,
    principal uuid not null,
    seq int not null,
    kind text not null check (kind in ('proposed', 'agreed', 'narrowed', 'suspended', 'resumed', 'ended', 'told')),
    author text not null,
    role text not null check (role in ('principal', 'helper', 'officer', 'system')),
    at timestamptz not null,
    detail jsonb not null default '{}',
    unique (mandate, seq)
);
create index mandate_event_at on mandate_event using brin (at);
comment on table mandate_event is 'What happened to a mandate; only added to.';

create table mandate_consent (
    id uuid primary key,
    mandate uuid not null references mandate on delete cascade,
    principal uuid not null,
    wording text not null,
    wording_version text not null,
    wording_digest text not null,
    said_digest text not null,
    said bytea not null,
    channel text not null check (channel in ('device', 'call_back', 'counter', 'paper', 'law')),
    witness text not null default '',
    at timestamptz not null
);
create index mandate_consent_mandate on mandate_consent (mandate);
create index mandate_consent_at on mandate_consent using brin (at);
comment on table mandate_consent is 'What a principal agreed to: template with version and digest, the exact words (sealed) and their digest; only added to.';

create table mandate_invitation (
    id uuid primary key,
    person uuid not null references person,
    side text not null check (side in ('principal', 'helper')),
    principal uuid references person,
    services jsonb not null,
    days int not null check (days in (1, 30, 182, 365)),
    relation text,
    rests_on uuid references mandate,
    code_hash bytea,
    phone_hash bytea,
    sealed bytea not null,
    said_digest text,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    closed_at timestamptz,
    mandate uuid references mandate on delete cascade,
    constraint mandate_invitation_one_way check ((code_hash is null) <> (phone_hash is null)),
    constraint mandate_invitation_principal check ((side = 'principal') = (principal is not null))
);
create unique index mandate_invitation_code on mandate_invitation (code_hash);
create index mandate_invitation_phone on mandate_invitation (phone_hash) where closed_at is null;
create index mandate_invitation_person on mandate_invitation (person, made_at);
create index mandate_invitation_expires on mandate_invitation (expires_at);
comment on table mandate_invitation is 'Invitations to help, and requests to be allowed to, by telephone number or QR code; a mandate begins when somebody answers. Dies after 14 days.';

create table mandate_code (
    id uuid primary key,
    mandate uuid not null references mandate on delete cascade,
    kind text not null check (kind in ('counter', 'letter')),
    code_hash bytea not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    tries smallint not null default 0
);
create unique index mandate_code_hash on mandate_code (code_hash);
create index mandate_code_mandate on mandate_code (mandate);
comment on table mandate_code is 'Codes of 13 signs on printed mandates and letters, found by keyed hash.';

create table mandate_call (
    id uuid primary key,
    mandate uuid not null references mandate on delete cascade,
    principal uuid not null,
    state text not null default 'placed' check (state in ('placed', 'agreed', 'refused', 'unanswered', 'mistaken')),
    asked_by text not null,
    sealed bytea not null,
    said_digest text not null,
    placed_at timestamptz not null,
    settled_at timestamptz,
    constraint mandate_call_settled check ((state = 'placed') = (settled_at is null))
);
create index mandate_call_mandate on mandate_call (mandate);
create unique index mandate_call_one on mandate_call (mandate) where state = 'placed';
comment on table mandate_call is 'Calls to a principal by the telephone gateway: number, digit and code sealed; the code is shown on the other side only.';

create table mandate_signal (
    id uuid primary key,
    mandate uuid not null references mandate on delete cascade,
    principal uuid not null,
    case_id uuid references cases on delete cascade,
    kind text not null,
    at timestamptz not null,
    detail jsonb not null default '{}',
    state text not null default 'open' check (state in ('open', 'cleared', 'confirmed')),
    settled_by text,
    settled_why text not null default '',
    settled_at timestamptz,
    constraint mandate_signal_settled check ((state = 'open') = (settled_at is null) and (settled_by is null) = (settled_at is null))
);
create index mandate_signal_open on mandate_signal (at) where state = 'open';
create index mandate_signal_mandate on mandate_signal (mandate);
comment on table mandate_signal is 'Signs of abuse: hold an act until a person has looked.';

create or replace view evidence as
select 'access_log' as stream, id::text as key, at, evidence_body(t, '{}') as body from access_log t
union all select 'case_event', case_id || ':' || id, at, evidence_body(t, '{}') from case_event t
union all select 'payee_event', id::text, at, evidence_body(t, '{}') from payee_event t
union all select 'grant_event', id::text, at, evidence_body(t, '{}') from grant_event t
union all select 'staff_act', id::text, at, evidence_body(t, '{}') from staff_act t
union all select 'decision', id::text, at, evidence_body(t, '{superseded_by,inputs,result}') from decision t
union all select 'receipt', number, issued_at, evidence_body(t, '{status,ended_at}') from receipt t
union all select 'mandate_event', id::text, at, evidence_body(t, '{}') from mandate_event t
union all select 'mandate_consent', id::text, at, evidence_body(t, '{said}') from mandate_consent t;

create trigger evidence_goes after delete on mandate_event for each row execute function evidence_goes();
create trigger evidence_goes after delete on mandate_consent for each row execute function evidence_goes();

create function forget_mandates(before timestamptz) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    if before > now() - interval '30 months' then
        raise exception 'mandates are kept for three years after they end, and never less than thirty months';
    end if;
    delete from mandate m where m.kept_from < before and not exists (select from mandate o where o.rests_on = m.id and o.kept_from >= before);
    get diagnostics gone = row_count;
    return gone;
end $$;
alter function forget_mandates set futian.retention = 'on';
comment on function forget_mandates is 'Retention: mandates that were over long ago, with everything beside them; the application itself may only add to their events.';
"""

DOWN = """
drop function forget_mandates;
create or replace view evidence as
select 'access_log' as stream, id::text as key, at, evidence_body(t, '{}') as body from access_log t
union all select 'case_event', case_id || ':' || id, at, evidence_body(t, '{}') from case_event t
union all select 'payee_event', id::text, at, evidence_body(t, '{}') from payee_event t
union all select 'grant_event', id::text, at, evidence_body(t, '{}') from grant_event t
union all select 'staff_act', id::text, at, evidence_body(t, '{}') from staff_act t
union all select 'decision', id::text, at, evidence_body(t, '{superseded_by,inputs,result}') from decision t
union all select 'receipt', number, issued_at, evidence_body(t, '{status,ended_at}') from receipt t;
drop table mandate_signal;
drop table mandate_call;
drop table mandate_code;
drop table mandate_invitation;
drop table mandate_consent;
drop table mandate_event;
drop table mandate_service;
drop table mandate;
alter table person drop constraint person_assurance_check;
alter table person add constraint person_assurance_check check (assurance >= 1 and assurance <= 3);
comment on column person.assurance is null;
alter table person drop column kind;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
