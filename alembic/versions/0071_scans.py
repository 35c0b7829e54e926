"""Which papers the virus scanner said nothing about, so that it can be asked again, and in which it found something."""

from backend.kit.migrate import script

revision = "0071"
down_revision = "0069"
branch_labels = None
depends_on = None

UP = """
alter table material
    add column scan text check (scan in ('unscanned', 'harmful')),
    add column scan_asked_at timestamptz;
update material set scan = 'unscanned'
where state = 'read' and verdict = 'could_not_tell' and source = 'upload' and pages = 0 and stored_as <> '';
create index material_unscanned on material (scan_asked_at nulls first, uploaded_at) where scan = 'unscanned' and state = 'read';
comment on column material.scan is 'What keeps this file closed: a scanner that gave no answer, or what it found. Empty: nothing.';
comment on column material.scan_asked_at is 'When the scanner was last asked again; whoever was asked longest ago is next.';
"""

DOWN = """
drop index material_unscanned;
alter table material drop column scan, drop column scan_asked_at;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
