"""What a second person says about one field of a draft, shown to its writers beside that field until they settle it."""

from backend.kit.migrate import script

revision = "0200"
down_revision = "0193"
branch_labels = None
depends_on = None

UP = """
create table draft_comment (
    id uuid primary key,
    draft uuid not null,
    code text not null,
    place text not null,
    says text not null,
    staff text not null,
    staff_name text not null,
    at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    constraint draft_comment_settled check ((settled_by is null) = (settled_at is null))
);
create index draft_comment_open on draft_comment (draft) where settled_at is null;
comment on table draft_comment is 'What was said at review about one field of a draft; its place is a path as in a comparison of versions.';
"""

DOWN = """
drop table draft_comment;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
