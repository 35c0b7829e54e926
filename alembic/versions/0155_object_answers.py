"""What registers said of the thing that a case is about: sealed, bound to the question, short-lived."""

from backend.kit.migrate import script

revision = "0155"
down_revision = "0154"
branch_labels = None
depends_on = None

UP = """
create table object_answer (
    id uuid primary key,
    case_id uuid not null references cases on delete cascade,
    person uuid not null references person on delete cascade,
    digest bytea not null,
    sealed bytea not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null
);
create index object_answer_case on object_answer (case_id, asked_at desc);
create index object_answer_person on object_answer (person, asked_at desc);
comment on table object_answer is 'What registers said of one thing applied for, and of the applicant''s authority over it; bound to the question by the digest.';
"""

DOWN = """
drop table object_answer;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
