"""A file that was shared with us waits until its owner says which case and paper it is for."""

from backend.kit.migrate import script

revision = "0042"
down_revision = "0024"
branch_labels = None
depends_on = None

UP = """
alter table upload alter column case_id drop not null;
comment on column upload.case_id is 'Empty while a file that was shared with us waits to be put in its place.';
"""

DOWN = """
delete from upload where case_id is null;
alter table upload alter column case_id set not null;
comment on column upload.case_id is null;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
