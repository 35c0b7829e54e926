"""${message}."""

from backend.kit.migrate import script

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

UP = """
"""

DOWN = """
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
