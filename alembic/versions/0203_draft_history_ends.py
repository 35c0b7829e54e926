"""Retention of the history of drafts: who typed what is kept for three years after a draft ended; versions stay for good."""

from backend.kit.migrate import script

revision = "0203"
down_revision = "0207"
branch_labels = None
depends_on = None

UP = """
create function forget_draft_events(before timestamptz) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    if before > now() - interval '30 months' then
        raise exception 'the history of drafts is kept for three years, and never less than thirty months';
    end if;
    delete from service_draft_event e where e.at < before and not exists (select from service_draft d where d.id = e.draft);
    get diagnostics gone = row_count;
    return gone;
end $$;
alter function forget_draft_events set futian.retention = 'on';
comment on function forget_draft_events is
    'Retention: what was written in drafts that ended long ago; the application itself may only add to it.';
"""

DOWN = """
drop function forget_draft_events;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
