"""Push: the devices that may be told, what each person wants to be told, and how every single telling ended."""

from backend.kit.migrate import script

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UP = """
create table push_subscription (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    endpoint_hash bytea not null unique,
    endpoint bytea not null,
    p256dh bytea not null check (length(p256dh) = 65),
    auth bytea not null check (length(auth) = 16),
    device text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    worked_at timestamptz
);
create index push_subscription_person on push_subscription (person, seen_at desc);
comment on table push_subscription is 'A browser on which a person allowed messages. One browser tells one person: whoever used it last.';
comment on column push_subscription.endpoint is 'Whoever knows this address can knock at the device: sealed and bound to the row, found by keyed hash.';
comment on column push_subscription.worked_at is 'When a push service last took a message for it.';

create table push_choice (
    person uuid primary key references person on delete cascade,
    off text[] not null,
    quiet boolean not null,
    changed_at timestamptz not null
);
comment on table push_choice is 'The topics a person switched off, and whether nights are quiet; nobody here means the default.';

create table delivery (
    id uuid primary key default gen_random_uuid(),
    notice uuid not null references notice on delete cascade,
    person uuid not null references person on delete cascade,
    channel text not null check (channel in ('web_push')),
    subscription uuid not null,
    state text not null check (state in ('pending', 'sent', 'failed', 'expired', 'gone')),
    attempts smallint not null default 0,
    reason text not null default '',
    next_at timestamptz not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    settled_at timestamptz,
    unique (notice, channel, subscription),
    check ((state = 'pending') = (settled_at is null))
);
create index delivery_person on delivery (person, created_at desc);
create index delivery_pending on delivery (next_at) where state = 'pending';
comment on table delivery is 'One telling of one notice to one device. It ends in exactly one of sent, failed, expired, gone, and outlives the device.';
"""

DOWN = """
drop table delivery, push_choice, push_subscription;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
