"""A relative with a mandate, to whom personalised messages go as well where the principal chose so."""

from backend.kit.migrate import script

revision = "0181"
down_revision = "0173"
branch_labels = None
depends_on = None

UP = """
alter table message_choice add column relative uuid;
comment on column message_choice.relative is 'The mandate whose helper is told too; read again at each message, so that its end needs no clearing.';
"""

DOWN = "alter table message_choice drop column relative"


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
