"""Whom a campaign froze and hasn't entered in the ledger yet, in parts; and what the words of its audience meant when it was approved."""

from backend.kit.migrate import script

revision = "0197"
down_revision = "0192"
branch_labels = None
depends_on = None

UP = """
create table campaign_part (
    campaign uuid not null references campaign (id),
    part integer not null,
    persons uuid[] not null,
    primary key (campaign, part)
);
comment on table campaign_part is
    'People who were frozen when a campaign began and have no row in the ledger yet: a part is entered and deleted in one transaction.';
alter table campaign add column meaning text not null default '';
comment on column campaign.meaning is
    'SHA-256 of the definitions of the attributes that its condition names, as they stood at the approval; empty before, and for earlier ones.';
"""

DOWN = """
drop table campaign_part;
alter table campaign drop column meaning;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
