"""People without an account whom the owner of a register wants asked about a service: a number, and what became of it."""

from backend.kit.migrate import script

revision = "0193"
down_revision = "0197"
branch_labels = None
depends_on = None

UP = """
create table commissioned_contact (
    id uuid primary key,
    service text not null,
    department text not null,
    phone_hash bytea not null,
    sealed bytea,
    state text not null check (state in ('found', 'told', 'asked', 'suppressed', 'stopped', 'expired', 'settled')),
    reason text not null default '',
    questions int not null default 0,
    found_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    unique (service, phone_hash),
    constraint commissioned_contact_number_goes check (ended_at is null or sealed is null)
);
create index commissioned_contact_phone on commissioned_contact (phone_hash);
create index commissioned_contact_open on commissioned_contact (state, expires_at) where ended_at is null;
create index commissioned_contact_ended on commissioned_contact (ended_at) where ended_at is not null;
comment on table commissioned_contact is 'A number without an account that the owner of a register wants asked about a service; nothing else about its holder is known.';
comment on column commissioned_contact.sealed is 'The number; dropped when it has ended.';
"""

DOWN = """
drop table commissioned_contact;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
