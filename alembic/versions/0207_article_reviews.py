"""Who has held a row of a rule against the article that it cites."""

from backend.kit.migrate import script

revision = "0207"
down_revision = "0202"
branch_labels = None
depends_on = None

UP = """
create table article_review (
    id uuid primary key,
    code text not null,
    row_digest text not null,
    laws_digest text not null,
    says text not null,
    cited text not null,
    against text not null,
    staff text not null,
    staff_name text not null,
    at timestamptz not null,
    withdrawn_at timestamptz
);
create index article_review_of on article_review (code, at desc) where withdrawn_at is null;
comment on table article_review is 'Who has held a row of a rule against which text of its articles; another row or another text of a law has another digest, which opens it again.';
"""

DOWN = """
drop table article_review;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
