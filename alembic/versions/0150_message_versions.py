"""A notice keeps which message it is and in which version it was said."""

from backend.kit.migrate import script

revision = "0150"
down_revision = "0130"
branch_labels = None
depends_on = None

UP = """
alter table notice add column message_key text not null default '', add column message_version text not null default '';
"""

DOWN = """
alter table notice drop column message_version, drop column message_key;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
