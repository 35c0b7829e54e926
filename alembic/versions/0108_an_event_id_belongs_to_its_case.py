"""A client-made event id is unique within its case, so that an id sent for another case can't stand in for it."""

from backend.kit.migrate import script

revision = "0108"
down_revision = "0074"
branch_labels = None
depends_on = None

UP = """
-- the new key contains the old one: no two rows can collide; run it in a quiet hour where there are many events
-- squawk-ignore ban-drop-constraint
alter table case_event drop constraint case_event_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
alter table case_event add primary key (case_id, id);
"""

DOWN = """
alter table case_event drop constraint case_event_pkey;
alter table case_event add primary key (id);
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
