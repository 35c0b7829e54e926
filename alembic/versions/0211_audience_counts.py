"""Which audiences a member of staff had counted on a day, so that their number has an end."""

from backend.kit.migrate import script

revision = "0211"
down_revision = "0203"
branch_labels = None
depends_on = None

UP = """
create table audience_count (
    staff text not null,
    day date not null,
    digest bytea not null,
    at timestamptz not null,
    primary key (staff, day, digest)
);
comment on table audience_count is 'Each different audience of a draft that a member of staff had counted on a day; an empty digest: they were told that it is enough.';
create index audience_count_at on audience_count (at);
"""

DOWN = """
drop table audience_count;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
