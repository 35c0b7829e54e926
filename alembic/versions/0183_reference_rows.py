"""Rows of reference tables as editors change them: draft, before a second person, published from a day on."""

from backend.kit.migrate import script

revision = "0183"
down_revision = "0196"
branch_labels = None
depends_on = None

UP = """
create table reference_version (
    id uuid primary key,
    table_name text not null,
    key text not null,
    state text not null check (state in ('draft', 'waiting', 'published', 'retired')),
    content jsonb not null,
    version integer not null default 1,
    valid_from date not null,
    author text not null,
    author_name text not null,
    writers text[] not null,
    approver text,
    reason text not null default '',
    changed_at timestamptz not null,
    published_at timestamptz,
    constraint reference_version_signed check (
        state in ('draft', 'waiting') or (approver is not null and published_at is not null and not (approver = any (writers))))
);
create unique index reference_version_open on reference_version (table_name, key) where state in ('draft', 'waiting');
create index reference_version_in_force on reference_version (table_name, key, valid_from desc) where state = 'published';
comment on table reference_version is
    'Changed rows of reference tables over the shipped files: the newest published one whose day has come is in force.';
"""

DOWN = """
drop table reference_version;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
