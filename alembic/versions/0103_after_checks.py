"""Machine approvals that an officer looks at afterwards: why they were drawn, and what the officer said."""

from backend.kit.migrate import script

revision = "0103"
down_revision = "0102"
branch_labels = None
depends_on = None

UP = """
create table after_check (
    decision uuid primary key references decision on delete cascade,
    case_id uuid not null references cases on delete cascade,
    why text[] not null,
    drawn_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'agreed', 'disagreed')),
    checked_by text,
    reason text not null default '',
    checked_at timestamptz,
    constraint after_check_settled check ((state = 'waiting') = (checked_by is null) and (checked_by is null) = (checked_at is null))
);
create index after_check_waiting on after_check (drawn_at) where state = 'waiting';
create index after_check_case on after_check (case_id);
comment on table after_check is 'A share of machine approvals, drawn by receipt number, and those with a signal of risk: an officer looks, and agrees or not.';
"""

DOWN = """
drop table after_check;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
