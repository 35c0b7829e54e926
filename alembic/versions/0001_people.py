"""People: identity sealed and apart from the profile, consents, and who opened whose file."""

from backend.kit.migrate import script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
create table person (
    id uuid primary key,
    assurance smallint not null default 1 check (assurance between 1 and 3),
    created_at timestamptz not null default now(),
    closed_at timestamptz
);
comment on table person is 'A resident who signed in at least once.';

create table identity (
    person uuid primary key references person on delete cascade,
    sealed bytea not null,
    phone_hash bytea unique,
    id_hash bytea unique,
    updated_at timestamptz not null default now()
);
comment on table identity is 'What identifies a person, sealed and bound to the row; found by keyed hash only.';

create table profile (
    person uuid primary key references person on delete cascade,
    facts jsonb not null default '{}',
    version integer not null default 1,
    refreshed_at timestamptz
);
comment on table profile is 'What the rules may ask: attribute to value, source, date and expiry.';

create table consent (
    id uuid primary key default gen_random_uuid(),
    person uuid not null references person on delete cascade,
    purpose text not null,
    version text not null,
    given_at timestamptz not null default now(),
    withdrawn_at timestamptz
);
create unique index consent_running on consent (person, purpose) where withdrawn_at is null;

create table access_log (
    id bigint generated always as identity primary key,
    person uuid not null,
    reader text not null,
    reader_name text not null,
    role text not null,
    case_id uuid,
    reason text not null default '',
    at timestamptz not null default now()
);
create index access_log_person on access_log (person, at desc);
comment on table access_log is 'Who opened whose file, in which role, for which case; the resident can see it.';

create table audit (
    seq bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null default '{}'
);
comment on table audit is 'What was done; the application may only append.';

create table audit_link (
    seq bigint primary key,
    hash bytea not null,
    linked_at timestamptz not null default now()
);
comment on table audit_link is 'The hash chain over the audit rows, linked by the worker.';
"""

DOWN = """
drop table audit_link, audit, access_log, consent, profile, identity, person;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
