"""The audit chain has an order of its own, and its checks are remembered."""

from backend.kit.migrate import script

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

UP = """
drop table audit_link;
create table audit_link (
    position bigint primary key,
    seq bigint not null unique,
    hash bytea not null check (length(hash) = 32),
    linked_at timestamptz not null
);
create index audit_link_at on audit_link (linked_at);
comment on table audit_link is 'The hash chain over the audit lines, linked by the worker. A line that committed late has a later place than its number.';

create table audit_check (
    at timestamptz primary key,
    lines bigint not null,
    heads integer not null,
    findings jsonb not null
);
comment on table audit_check is 'What each check of the chain came to.';
"""

DOWN = """
drop table audit_check, audit_link;
create table audit_link (
    seq bigint primary key,
    hash bytea not null,
    linked_at timestamptz not null default now()
);
comment on table audit_link is 'The hash chain over the audit rows, linked by the worker.';
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
