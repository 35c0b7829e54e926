"""A case that a helper began and its principal went on with: from then on the helper reads nothing of its contents."""

from backend.kit.migrate import script

revision = "0151"
down_revision = "0150"
branch_labels = None
depends_on = None

UP = """
alter table cases add column taken_over_at timestamptz;
"""

DOWN = """
alter table cases drop column taken_over_at;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
