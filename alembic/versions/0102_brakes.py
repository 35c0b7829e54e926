"""The brake: machine approvals stopped, all or of one service, by whom, why and until when."""

from backend.kit.migrate import script

revision = "0102"
down_revision = "0086"
branch_labels = None
depends_on = None

UP = """
create table brake (
    id uuid primary key,
    service text not null,
    reason text not null,
    pulled_by text not null,
    pulled_at timestamptz not null,
    released_by text,
    release_reason text not null default '',
    released_at timestamptz,
    constraint brake_second_person check (released_by <> pulled_by),
    constraint brake_released check ((released_by is null) = (released_at is null))
);
create unique index brake_one_running on brake (service) where released_at is null;
comment on table brake is 'Machine approvals that an operator stopped: one service, or all of them where service is empty.';
"""

DOWN = """
drop table brake;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
