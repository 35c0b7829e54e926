"""An auditor's search for all acts of one author reads indexes instead of whole tables."""

from backend.kit.migrate import script

revision = "0157"
down_revision = "0151"
branch_labels = None
depends_on = None

UP = """
create index audit_actor on audit (actor, at desc);
create index case_event_author on case_event (author, at desc);
create index payee_event_author on payee_event (author, at desc);
create index grant_event_author on grant_event (author, at desc);
create index mandate_event_author on mandate_event (author, at desc);
create index staff_act_staff on staff_act (staff, at desc);
create index access_log_reader on access_log (reader, at desc);
"""

DOWN = """
drop index access_log_reader;
drop index staff_act_staff;
drop index mandate_event_author;
drop index grant_event_author;
drop index payee_event_author;
drop index case_event_author;
drop index audit_actor;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
