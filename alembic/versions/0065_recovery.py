"""Requests for another phone number by people who no longer have the old one."""

from backend.kit.migrate import script

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

UP = """
create table recovery (
    id uuid primary key,
    number text not null unique,
    person uuid references person on delete cascade,
    wanted bytea not null,
    state text not null check (state in ('asked', 'confirmed', 'done', 'stopped', 'lapsed')),
    asked_at timestamptz not null,
    confirmed_by text,
    reason text not null default '',
    due_at timestamptz,
    settled_at timestamptz,
    constraint recovery_confirmed check (state <> 'confirmed' or (due_at is not null and confirmed_by is not null and person is not null))
);
create unique index recovery_one_on_the_way on recovery (person) where state = 'confirmed';
create index recovery_due on recovery (due_at) where state = 'confirmed';
create index recovery_asked on recovery (asked_at);
comment on table recovery is 'Somebody without their old number wants another; an officer who saw them confirms, days pass, then it holds.';
comment on column recovery.person is 'Whose number was given, if anybody''s: a request is written down alike either way, so that asking tells nothing.';
"""

DOWN = """
drop table recovery;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
