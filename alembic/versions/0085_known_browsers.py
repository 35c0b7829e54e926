"""Browsers that a person signed in from before, and when they last did: an SMS alone opens nothing after the number was silent."""

from backend.kit.migrate import script

revision = "0085"
down_revision = "0101"
branch_labels = None
depends_on = None

UP = """
create table known_browser (
    person uuid not null references person on delete cascade,
    mark bytea not null,
    since timestamptz not null,
    seen_at timestamptz not null,
    primary key (person, mark)
);
comment on table known_browser is 'Browsers that a person signed in from and proved it by more than the number; only a keyed hash of their cookie is here.';
alter table person add column signed_in_at timestamptz;
comment on column person.signed_in_at is 'When the person last signed in; a number that was silent for longer may have another owner.';
"""

DOWN = """
alter table person drop column signed_in_at;
drop table known_browser;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
