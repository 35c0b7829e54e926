"""Offers, what happened to them, and short messages that people send us."""

from backend.kit.migrate import script

revision = "0164"
down_revision = "0158"
branch_labels = None
depends_on = None

UP = """
create table offer (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    service text not null,
    department text not null,
    state text not null check (state in ('proposed', 'accepted', 'due', 'submitted', 'stopped', 'expired', 'handed_over')),
    reason text not null default '',
    digest text not null,
    content bytea not null,
    accepted bytea,
    how text check (how in ('sms', 'inbox')),
    due_on date not null,
    proposed_at timestamptz not null,
    accepted_at timestamptz,
    case_id uuid,
    ended_at timestamptz,
    settled_at timestamptz,
    constraint offer_accepted check (state not in ('accepted', 'due', 'submitted') or (accepted is not null and how is not null)),
    constraint offer_submitted check (state <> 'submitted' or case_id is not null),
    constraint offer_ended check ((ended_at is not null) = (state in ('submitted', 'stopped', 'expired', 'handed_over'))),
    unique (person, service)
);
create index offer_due on offer (due_on, id) where ended_at is null;
create index offer_handed_over on offer (department, ended_at) where state = 'handed_over' and settled_at is null;
comment on table offer is 'A service offered ahead of its day; a yes is a dated application. Once for a person and service.';
comment on column offer.case_id is 'The case that was submitted on the day, which may be forgotten before the offer is: no key.';

create table offer_event (
    id uuid primary key,
    offer uuid not null references offer on delete cascade,
    person uuid not null references person on delete cascade,
    seq int not null,
    kind text not null check (kind in ('proposed', 'told', 'questioned', 'accepted', 'due', 'submitted', 'stopped', 'expired',
        'handed_over', 'settled')),
    author text not null,
    at timestamptz not null,
    detail jsonb not null default '{}',
    unique (offer, seq)
);
create index offer_event_person on offer_event (person, at);
comment on table offer_event is 'What happened to an offer; only added to.';

create table sms_received (
    id uuid primary key,
    sender_hash bytea not null,
    sealed bytea,
    sent_at timestamptz not null,
    received_at timestamptz not null,
    outcome text not null default 'waiting' check (outcome in ('waiting', 'read', 'not_ours', 'expired'))
);
create index sms_received_sender on sms_received (sender_hash, received_at desc);
create index sms_received_at on sms_received (received_at);
comment on table sms_received is 'Short messages sent to us, by the gateway''s id. Number and words are dropped as soon as they are read.';
"""

DOWN = """
drop table sms_received;
drop table offer_event;
drop table offer;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
