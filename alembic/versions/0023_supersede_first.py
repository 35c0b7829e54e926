"""A decision says which newer one takes its place before that one is written: checked when the transaction ends."""

from backend.kit.migrate import script

revision = "0023"
down_revision = "0051"
branch_labels = None
depends_on = None

UP = """
alter table decision alter constraint decision_superseded_by_fkey deferrable initially deferred;
"""

DOWN = """
alter table decision alter constraint decision_superseded_by_fkey not deferrable;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
