"""Personalised messages: who is concerned by what, how each ended, what a person chose, and what they asked to be told."""

from backend.kit.migrate import script

revision = "0160"
down_revision = "0164"
branch_labels = None
depends_on = None

UP = """
create table message_choice (
    person uuid primary key references person (id) on delete cascade,
    off text[] not null default '{}',
    quiet_from time not null default '22:00',
    quiet_until time not null default '08:00',
    zone text not null default 'Asia/Shanghai',
    asked_at timestamptz,
    changed_at timestamptz not null default now()
);
comment on table message_choice is 'Topics of personalised messages that a person switched off, their quiet hours, and when registers were last asked on their consent.';

create table watch_request (
    id uuid primary key default gen_random_uuid(),
    person uuid not null references person (id) on delete cascade,
    service text not null,
    asked_at timestamptz not null default now(),
    ended_at timestamptz
);
create unique index watch_request_open on watch_request (person, service) where ended_at is null;
comment on table watch_request is 'What a person asked to be told when the time comes.';

create table owed_message (
    id uuid primary key default gen_random_uuid(),
    person uuid not null references person (id) on delete cascade,
    kind text not null check (kind in ('watch', 'asked', 'duty', 'offer', 'campaign')),
    topic text not null,
    service text not null,
    watch text not null,
    case_id uuid,
    day date,
    until date not null,
    sms_allowed boolean not null default false,
    state text not null default 'deferred' check (state in ('deferred', 'suppressed', 'delivered', 'failed', 'expired')),
    reason text not null default '',
    attempts integer not null default 0,
    found_at timestamptz not null default now(),
    next_at timestamptz not null,
    expires_at timestamptz not null,
    settled_at timestamptz,
    notice uuid references notice (id) on delete set null,
    sealed bytea,
    sms text not null default 'none' check (sms in ('none', 'owed', 'taken', 'sent', 'failed', 'called_off')),
    check ((state = 'deferred') = (settled_at is null)),
    check (state <> 'delivered' or sealed is not null)
);
create unique index owed_message_once on owed_message (person, service, watch, until);
create index owed_message_due on owed_message (next_at) where state = 'deferred';
create index owed_message_notice on owed_message (notice) where notice is not null;
create index owed_message_found on owed_message (found_at);
create index owed_message_case on owed_message (case_id) where case_id is not null;
comment on table owed_message is 'One row for each concerned person and message, with its named end: the ledger of personalised messages.';
"""

DOWN = """
drop table owed_message;
drop table watch_request;
drop table message_choice;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
