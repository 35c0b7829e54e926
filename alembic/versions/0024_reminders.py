"""Obligations: from which day they may be done, and when the person was reminded."""

from backend.kit.migrate import script

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

UP = """
alter table obligation add column opens_on date, add column reminded_at timestamptz;
update obligation set opens_on = date_trunc('month', due_on)::date;
alter table obligation alter column opens_on set not null;
create index obligation_to_remind on obligation (opens_on) where reminded_at is null and done_at is null;
comment on column obligation.reminded_at is 'When the worker took it up: the person was told, or its days were already over.';
"""

DOWN = """
drop index obligation_to_remind;
alter table obligation drop column reminded_at, drop column opens_on;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
