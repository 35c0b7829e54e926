"""Signals of abuse: one of a kind is open at a time; who refused an invitation; whose account it is."""

from backend.kit.migrate import script

revision = "0154"
down_revision = "0153"
branch_labels = None
depends_on = None

UP = """
alter table mandate_invitation add column refused_at timestamptz;
create index mandate_invitation_number on mandate_invitation (phone_hash, made_at) where phone_hash is not null;
create unique index mandate_signal_one_open on mandate_signal (mandate, kind) where state = 'open';
create index mandate_signal_case on mandate_signal (case_id) where case_id is not null;
create index payee_account_hash on payee_account (account_hash);
"""

DOWN = """
drop index payee_account_hash;
drop index mandate_signal_case;
drop index mandate_signal_one_open;
drop index mandate_invitation_number;
alter table mandate_invitation drop column refused_at;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
