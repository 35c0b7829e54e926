"""Switches: why an operator turned the machine decision of a service on or off."""

from backend.kit.migrate import script

revision = "0021"
down_revision = "0045"
branch_labels = None
depends_on = None

UP = """
alter table service_switch add column reason text not null default '';
comment on column service_switch.reason is 'Why the operator turned it; who turned it before, and why, is in the audit log.';
"""

DOWN = """
alter table service_switch drop column reason;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
