"""One set of quiet hours for all messages, when registers were asked before a message, and which short messages about own cases were sent."""

from backend.kit.migrate import script

revision = "0178"
down_revision = "0172"
branch_labels = None
depends_on = None

UP = """
insert into message_choice (person, quiet_from, quiet_until, changed_at)
select person, '00:00', '00:00', changed_at from push_choice where not quiet
on conflict (person) do update set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until;
-- squawk-ignore ban-drop-column
alter table push_choice drop column quiet;
comment on table push_choice is 'The topics of which a person''s devices aren''t to ring; nobody here means the default.';

alter table owed_message add column asked_at timestamptz;

create table notice_text (
    notice uuid primary key references notice (id) on delete cascade,
    person uuid not null references person (id) on delete cascade,
    state text not null default 'owed' check (state in ('owed', 'taken', 'sent', 'failed', 'called_off')),
    at timestamptz not null
);
create index notice_text_person on notice_text (person);
comment on table notice_text is 'The short message about a step of an own case, for whom no device rings; at most one for each message of the inbox.';
"""

DOWN = """
drop table notice_text;
alter table owed_message drop column asked_at;
alter table push_choice add column quiet boolean not null default true;
comment on table push_choice is 'The topics a person switched off, and whether nights are quiet; nobody here means the default.';
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
