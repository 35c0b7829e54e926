"""What a draft of a campaign said after each save, so that a later save from an older page can be merged by field."""

from backend.kit.migrate import script

revision = "0174"
down_revision = "0183"
branch_labels = None
depends_on = None

UP = """
alter table campaign_event
    add column version integer,
    add column content jsonb,
    add constraint campaign_event_written check ((version is null) = (content is null)) not valid;
create unique index campaign_event_version on campaign_event (campaign, version) where version is not null;
comment on column campaign_event.content is 'What the draft said after this save; empty for other acts.';
"""

DOWN = """
drop index campaign_event_version;
alter table campaign_event drop constraint campaign_event_written, drop column content, drop column version;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
