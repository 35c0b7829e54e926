"""Payee accounts: which account money goes to from which day, what the bank register said, and what happened to it."""

from backend.kit.migrate import script

revision = "0090"
down_revision = "0108"
branch_labels = None
depends_on = None

UP = """
create table payee_account (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    case_id uuid,
    origin text not null check (origin in ('register', 'rule', 'officer')),
    sealed bytea not null,
    account_hash bytea not null,
    proposed_at timestamptz not null,
    effective_on date not null,
    stopped_at timestamptz,
    stopped_by text check (stopped_by in ('person', 'officer', 'system')),
    stopped_why text not null default '',
    replaced_by uuid references payee_account on delete set null,
    constraint payee_account_stopped check ((stopped_at is null) = (stopped_by is null)),
    constraint payee_account_ends_once check (stopped_at is null or replaced_by is null)
);
create index payee_account_person on payee_account (person, effective_on desc, proposed_at desc);
create index payee_account_case on payee_account (case_id);
create index payee_account_replaced on payee_account (replaced_by);
comment on table payee_account is 'The bank accounts that a person''s money goes to. Which is in force follows from the day, never from a job.';
comment on column payee_account.case_id is 'The case that proposed it, which may be forgotten before the account is: no key.';
comment on column payee_account.replaced_by is 'The newer proposal that came before this one took effect.';

create table payee_event (
    id uuid primary key,
    account uuid not null references payee_account on delete cascade,
    person uuid not null references person on delete cascade,
    seq int not null,
    kind text not null check (kind in ('proposed', 'told', 'stopped', 'replaced')),
    author text not null,
    role text not null,
    at timestamptz not null,
    detail jsonb not null default '{}',
    unique (account, seq)
);
create index payee_event_person on payee_event (person, at);
comment on table payee_event is 'What happened to a payee account; only added to.';

create table payee_check (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    digest bytea not null,
    sealed bytea not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null
);
create index payee_check_person on payee_check (person, expires_at desc);
comment on table payee_check is 'What the bank register said of one account number, holder and identity number; bound to them by the digest.';
"""

DOWN = """
drop table payee_check;
drop table payee_event;
drop table payee_account;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
