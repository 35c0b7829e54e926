"""Receipts end: when one was superseded or revoked, and that two people revoke."""

from backend.kit.migrate import script

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

UP = """
alter table receipt
    add column ended_at timestamptz,
    add constraint receipt_ended check (status = 'valid' or ended_at is not null) not valid;
comment on column receipt.ended_at is 'When it stopped being valid; a valid one has none.';

create table revocation (
    id uuid primary key,
    receipt text not null references receipt (number) on delete cascade,
    reason text not null,
    proposed_by text not null,
    proposed_role text not null,
    proposed_at timestamptz not null,
    settled_by text,
    settled_role text,
    settled_at timestamptz,
    granted boolean,
    constraint revocation_second_person check (settled_by <> proposed_by),
    constraint revocation_settled check ((settled_by is null) = (settled_at is null) and (settled_by is null) = (granted is null)),
    constraint revocation_supervised check (granted is not true or 'supervisor' in (proposed_role, settled_role))
);
create unique index revocation_open on revocation (receipt) where settled_at is null;
comment on table revocation is 'Taking a receipt back: one proposes with a reason, another agrees or not, and one of them is a supervisor.';
"""

DOWN = """
drop table revocation;
alter table receipt drop constraint receipt_ended, drop column ended_at;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
