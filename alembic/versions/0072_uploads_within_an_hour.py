"""How much somebody sends within an hour is counted, so it is found by when it began."""

from backend.kit.migrate import script

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

UP = """
create index upload_started on upload (principal, started_at);
"""

DOWN = """
drop index upload_started;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
