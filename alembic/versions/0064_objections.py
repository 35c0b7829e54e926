"""What a person says is wrong in their data, for an officer to look at."""

from backend.kit.migrate import script

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

UP = """
create table objection (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    attribute text not null,
    source text not null,
    department text not null,
    said bytea not null,
    asked_at timestamptz not null,
    answer text,
    answered_by text,
    answered_at timestamptz,
    constraint objection_answered check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null))
);
create unique index objection_open on objection (person, attribute) where answered_at is null;
create index objection_desk on objection (department, asked_at) where answered_at is null;
comment on table objection is 'A value of a register that its person says is wrong; an officer answers, and the register is asked again.';
"""

DOWN = """
drop table objection;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
