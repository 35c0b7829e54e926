"""Events of a campaign have an order of their own: several may happen at one moment.

The column rewrites the table under a lock: it holds some tens of rows for each campaign. An older process that still runs needs not name it.
"""

from backend.kit.migrate import script

revision = "0175"
down_revision = "0174"
branch_labels = None
depends_on = None

UP = """
-- squawk-ignore adding-field-with-default
alter table campaign_event add column seq bigint generated always as identity;
create unique index campaign_event_seq on campaign_event (campaign, seq);
drop index campaign_event_of;
comment on column campaign_event.seq is
    'The order within a campaign: events are appended under its lock. Earlier rows are numbered as they lie in the table, which is only appended to.';
"""

DOWN = """
create index campaign_event_of on campaign_event (campaign, at);
alter table campaign_event drop column seq;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
