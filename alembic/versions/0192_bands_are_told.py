"""A message about a running grant of one's own stands in the ledger too: its kind is the own case, which is never capped."""

from backend.kit.migrate import script

revision = "0192"
down_revision = "0187"
branch_labels = None
depends_on = None

UP = """
-- squawk-ignore ban-drop-constraint
alter table owed_message drop constraint owed_message_kind_check;
alter table owed_message add constraint owed_message_kind_check
    check (kind in ('watch', 'asked', 'duty', 'case', 'offer', 'campaign')) not valid;
"""

DOWN = """
delete from owed_message where kind = 'case';
alter table owed_message drop constraint owed_message_kind_check;
alter table owed_message add constraint owed_message_kind_check check (kind in ('watch', 'asked', 'duty', 'offer', 'campaign'));
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
