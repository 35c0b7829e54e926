"""Purposes for which a sensitive attribute may choose an audience: asked by one member of staff, approved by another, for a time."""

from backend.kit.migrate import script

revision = "0180"
down_revision = "0191"
branch_labels = None
depends_on = None

UP = """
create table audience_purpose (
    id uuid primary key,
    attribute text not null,
    says text not null check (length(says) <= 500),
    state text not null default 'asked' check (state in ('asked', 'approved', 'declined', 'ended')),
    asked_by text not null,
    asked_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    ends_on date,
    ended_by text,
    ended_at timestamptz,
    check ((state = 'asked') = (decided_by is null)),
    check (state not in ('approved', 'ended') or ends_on is not null)
);
create index audience_purpose_state on audience_purpose (state, asked_at desc);
comment on table audience_purpose is 'For which purpose a sensitive attribute may choose an audience, who asked, who approved, until when. Nothing about residents.';
"""

DOWN = "drop table audience_purpose"


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
