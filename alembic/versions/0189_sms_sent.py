"""Which registered wording each short message had, in a row of its own."""

from backend.kit.migrate import script

revision = "0189"
down_revision = "0200"
branch_labels = None
depends_on = None

UP = """
create table sms_sent (
    id uuid primary key,
    template text not null,
    wording_version text not null,
    handed_over_at timestamptz not null default now()
);
create index sms_sent_at on sms_sent (handed_over_at);
comment on table sms_sent is
    'Which registered wording a short message had, by the id that the gateway and the event of its telling know. No number, no words.';
"""

DOWN = """
drop table sms_sent;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
