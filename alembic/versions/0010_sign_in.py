"""Signing in: passkeys, and accounts at an outside identity provider."""

from backend.kit.migrate import script

revision = "0010"
down_revision = "0003"
branch_labels = None
depends_on = None

UP = """
create table passkey (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    credential bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null,
    device text not null,
    added_at timestamptz not null,
    used_at timestamptz
);
create index passkey_person on passkey (person, added_at);
comment on table passkey is 'A key on a device by which a resident signs in (WebAuthn); only its public half is here.';

create table outside_account (
    issuer text not null,
    subject_hash bytea not null,
    person uuid not null references person on delete cascade,
    linked_at timestamptz not null,
    primary key (issuer, subject_hash)
);
create index outside_account_person on outside_account (person);
comment on table outside_account is 'Which account at an outside identity provider belongs to which resident; found by keyed hash only.';
"""

DOWN = """
drop table outside_account, passkey;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
