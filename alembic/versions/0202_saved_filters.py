"""Filters of the list of services that an editor keeps under a name."""

from backend.kit.migrate import script

revision = "0202"
down_revision = "0201"
branch_labels = None
depends_on = None

UP = """
create table saved_filter (
    id uuid primary key,
    staff text not null,
    name text not null,
    wanted jsonb not null,
    at timestamptz not null,
    unique (staff, name)
);
comment on table saved_filter is 'A filter of the list of services, kept by the member of staff who named it.';
"""

DOWN = """
drop table saved_filter;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
