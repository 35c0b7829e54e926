"""Cases: events that are only ever added, the state derived from them, decisions, receipts and what we owe to say."""

from backend.kit.migrate import script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = """
create table service_version (
    id uuid primary key default gen_random_uuid(),
    code text not null,
    state text not null check (state in ('draft', 'published', 'retired')),
    digest text not null,
    content jsonb not null,
    valid_from date not null,
    valid_to date,
    author text not null,
    approver text,
    reason text not null default '',
    created_at timestamptz not null default now(),
    published_at timestamptz,
    check (state = 'draft' or approver is not null)
);
create unique index service_one_draft on service_version (code) where state = 'draft';
create unique index service_one_published on service_version (code, valid_from) where state = 'published';
create index service_version_code on service_version (code, valid_from desc);

create table service_switch (
    code text primary key,
    instant boolean not null,
    changed_by text not null,
    changed_at timestamptz not null default now()
);
comment on table service_switch is 'Which services may be decided at once; each is off until an operator turns it on.';

create table cases (
    id uuid primary key,
    number text not null unique,
    principal uuid not null references person,
    opened_by uuid not null references person,
    service text not null,
    service_version uuid not null references service_version,
    state text not null check (state in ('draft', 'submitted', 'in_correction', 'accepted', 'in_review', 'approved',
        'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed')),
    department text not null,
    answers bytea,
    version integer not null default 1,
    opened_at timestamptz not null default now(),
    submitted_at timestamptz,
    decided_at timestamptz,
    updated_at timestamptz not null default now()
);
create index cases_principal on cases (principal, updated_at desc);
create index cases_waiting on cases (department, submitted_at) where state in ('submitted', 'accepted', 'in_review', 'in_correction');
create unique index cases_one_draft on cases (principal, service) where state = 'draft';
comment on column cases.answers is 'The form as filled in, sealed and bound to the row.';

create table case_event (
    id uuid primary key,
    case_id uuid not null references cases,
    seq integer not null,
    kind text not null,
    author text not null,
    principal uuid not null,
    role text not null,
    at timestamptz not null,
    detail jsonb not null default '{}',
    unique (case_id, seq)
);
comment on table case_event is 'What happened to a case, in order; rows are only ever added. The id is made by the client: a retry is harmless.';

create table decision (
    id uuid primary key,
    case_id uuid not null references cases,
    outcome text not null check (outcome in ('approve', 'person', 'refuse')),
    decided_by text not null,
    rule text,
    rule_digest text,
    decided_on date not null,
    inputs bytea not null,
    result bytea not null,
    at timestamptz not null,
    superseded_by uuid references decision
);
create unique index decision_one_final on decision (case_id) where outcome in ('approve', 'refuse') and superseded_by is null;
create index decision_case on decision (case_id, at);
comment on column decision.inputs is 'The sealed facts the rule saw, with source and time: enough to decide again without asking anybody.';

create table receipt (
    number text primary key,
    case_id uuid not null references cases,
    decision uuid not null references decision,
    jws text not null,
    kid text not null,
    status text not null default 'valid' check (status in ('valid', 'superseded', 'revoked')),
    issued_at timestamptz not null
);
create index receipt_case on receipt (case_id);

create table obligation (
    case_id uuid not null references cases,
    kind text not null,
    due_on date not null,
    detail jsonb not null default '{}',
    done_at timestamptz,
    primary key (case_id, kind, due_on)
);

create table notice (
    id uuid primary key default gen_random_uuid(),
    person uuid not null references person on delete cascade,
    topic text not null,
    case_id uuid references cases,
    title text not null,
    body text not null,
    link text not null,
    created_at timestamptz not null default now(),
    read_at timestamptz,
    unique nulls not distinct (person, topic, case_id, title, created_at)
);
create index notice_person on notice (person, created_at desc);

create table material (
    id uuid primary key,
    principal uuid not null references person,
    case_id uuid not null references cases,
    slot text not null,
    file_name text not null,
    content_type text not null,
    size integer not null,
    digest text not null,
    stored_as text not null,
    pages smallint not null default 1,
    state text not null check (state in ('waiting', 'read', 'replaced', 'removed')),
    findings jsonb not null default '[]',
    reading bytea,
    verdict text check (verdict in ('passed', 'failed', 'could_not_tell')),
    overruled text,
    uploaded_at timestamptz not null default now(),
    read_at timestamptz
);
create unique index material_one_in_slot on material (case_id, slot) where state in ('waiting', 'read');
create index material_principal on material (principal);
comment on column material.reading is 'What pre-review read, sealed: it holds names and numbers.';

create table working_day (
    day date primary key,
    works boolean not null,
    name text not null default '',
    source text not null
);
comment on table working_day is 'Days that differ from Monday-to-Friday: holidays and make-up days, from the yearly plan.';

create table calendar_year (
    year integer primary key,
    published boolean not null,
    source text not null
);
"""

DOWN = """
drop table calendar_year, working_day, material, notice, obligation, receipt, decision, case_event, cases, service_switch,
    service_version;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
