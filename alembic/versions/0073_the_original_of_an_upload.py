"""A photo made smaller on one device has other bytes on the next: by the digest of the original both know that it is the same photo."""

from backend.kit.migrate import script

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

UP = """
alter table upload add column original text not null default '' check (original ~ '^([0-9a-f]{64})?$');
comment on column upload.original is 'The digest of the file that was chosen, where something smaller was made of it to be sent.';
"""

DOWN = """
alter table upload drop column original;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
