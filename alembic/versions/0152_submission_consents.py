"""Consents to one submission: what a helper asks a principal to agree to, and the principal's answers, bound to the exact content."""

from backend.kit.migrate import script

revision = "0152"
down_revision = "0155"
branch_labels = None
depends_on = None

UP = """
create table consent_request (
    id uuid primary key,
    case_id uuid not null references cases on delete cascade,
    principal uuid not null,
    helper uuid not null,
    mandate uuid not null,
    digest text not null,
    bound bytea not null,
    hers bytea,
    code bytea,
    code_used_at timestamptz,
    state text not null default 'waiting' check (state in ('waiting', 'agreed', 'refused', 'withdrawn', 'void', 'lapsed')),
    reason text check (reason in ('answers', 'papers', 'account', 'version', 'words', 'mandate', 'moved_on')),
    note bytea,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    settled_at timestamptz,
    constraint consent_request_settled check ((state = 'waiting') = (settled_at is null)),
    constraint consent_request_reason check ((state = 'void') = (reason is not null))
);
create unique index consent_request_one on consent_request (case_id) where state = 'waiting';
create index consent_request_case on consent_request (case_id, asked_at);
create index consent_request_principal on consent_request (principal) where state = 'waiting';
comment on table consent_request is 'A helper asks the principal to agree to one submission; counts only while what would be submitted has the same digest.';
comment on column consent_request.hers is 'What only the principal may choose (payee account, contacts), sealed; part of the case once she agrees, gone otherwise.';

create table submission_consent (
    id uuid primary key,
    request uuid not null,
    case_id uuid not null references cases on delete cascade,
    principal uuid not null,
    helper uuid not null,
    mandate uuid not null,
    answer text not null check (answer in ('agreed', 'refused')),
    how text not null check (how in ('device', 'code', 'face', 'phone')),
    witness text not null default '',
    wording text not null,
    wording_version text not null,
    wording_digest text not null,
    digest text not null,
    bound bytea not null,
    at timestamptz not null
);
create index submission_consent_case on submission_consent (case_id, at);
create index submission_consent_at on submission_consent using brin (at);
comment on table submission_consent is 'The principal''s answers to requests: the exact content (sealed) and its digest, how she answered, and under which words; only added to.';

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
union all select 'submission_consent', id::text, at, evidence_body(t, '{bound}') from submission_consent t;

create trigger evidence_goes after delete on submission_consent for each row execute function evidence_goes();
"""

DOWN = """
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
drop table submission_consent;
drop table consent_request;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
