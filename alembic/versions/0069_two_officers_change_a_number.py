"""A number changes at the counter only when two officers saw the person; what one alone had confirmed waits for the second."""

from backend.kit.migrate import script

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

UP = """
alter table recovery add column seen_by text, add column seen_at timestamptz;
alter table recovery drop constraint recovery_state_check, drop constraint recovery_confirmed;
update recovery set state = 'seen', seen_by = confirmed_by, seen_at = asked_at, confirmed_by = null, due_at = null where state = 'confirmed';
alter table recovery
    add constraint recovery_state_check check (state in ('asked', 'seen', 'confirmed', 'declined', 'done', 'stopped', 'lapsed')),
    add constraint recovery_seen check (state not in ('seen', 'confirmed') or (seen_by is not null and seen_at is not null and person is not null)),
    add constraint recovery_confirmed check (
        state <> 'confirmed' or (due_at is not null and confirmed_by is not null and confirmed_by <> seen_by)
    );
create index recovery_seen on recovery (seen_at) where state = 'seen';
comment on table recovery is 'Somebody without their old number wants another; two officers who saw them confirm, days pass, then it holds.';
comment on column recovery.person is 'Whose number was given, looked for when an officer opens the request: asking alone reads nothing, so that it tells nothing.';
"""

DOWN = """
drop index recovery_seen;
alter table recovery drop constraint recovery_state_check, drop constraint recovery_seen, drop constraint recovery_confirmed;
update recovery set state = 'asked' where state = 'seen';
update recovery set state = 'stopped' where state = 'declined';
alter table recovery
    drop column seen_by, drop column seen_at,
    add constraint recovery_state_check check (state in ('asked', 'confirmed', 'done', 'stopped', 'lapsed')),
    add constraint recovery_confirmed check (state <> 'confirmed' or (due_at is not null and confirmed_by is not null and person is not null));
comment on table recovery is 'Somebody without their old number wants another; an officer who saw them confirms, days pass, then it holds.';
comment on column recovery.person is 'Whose number was given, if anybody''s: a request is written down alike either way, so that asking tells nothing.';
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
