"""A changed rule tried on what was applied for: how far the worker is, and counts as they may be shown."""

from backend.kit.migrate import script

revision = "0187"
down_revision = "0175"
branch_labels = None
depends_on = None

UP = """
create table rule_replay (
    id uuid primary key,
    code text not null,
    rules jsonb not null,
    state text not null check (state in ('waiting', 'running', 'done', 'replaced')),
    done integer not null default 0,
    total integer not null default 0,
    counts jsonb not null default '[]',
    asked_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index rule_replay_at_work on rule_replay (code) where state in ('waiting', 'running');
create index rule_replay_latest on rule_replay (code, asked_at desc);
comment on table rule_replay is 'Trials of changed rules on cases, drafts and past decisions; no case and no person.';
comment on column rule_replay.counts is 'By group and kind, rounded and withheld as decision 0036 says; the exact numbers are not kept.';
"""

DOWN = """
drop table rule_replay;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
