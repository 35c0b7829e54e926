"""A principal's face is compared on her helper's phone, for one submission; no picture is stored."""

from backend.kit.migrate import script

revision = "0159"
down_revision = "0170"
branch_labels = None
depends_on = None

UP = """
create table consent_face (
    id uuid primary key,
    request uuid not null,
    case_id uuid not null references cases on delete cascade,
    principal uuid not null,
    helper uuid not null,
    state text not null default 'waiting' check (state in ('waiting', 'passed', 'failed', 'doubtful', 'void')),
    reasons text[] not null default '{}',
    digest text not null,
    purpose_version text not null,
    at timestamptz not null,
    settled_at timestamptz,
    constraint consent_face_settled check ((state = 'waiting') = (settled_at is null))
);
create index consent_face_case on consent_face (case_id, at);
create index consent_face_principal on consent_face (principal, at);
comment on table consent_face is 'Face checks of a principal on her helper''s phone, each for one submission; they prove nothing else, and hold no picture.';
comment on column consent_face.purpose_version is 'Which wording of the comparison of faces she agreed to before it.';
"""

DOWN = """
drop table consent_face;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
