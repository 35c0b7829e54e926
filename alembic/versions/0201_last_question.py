"""Up to which question a draft was filled in: the key alone, so that editors can count where people stop."""

from backend.kit.migrate import script

revision = "0201"
down_revision = "0189"
branch_labels = None
depends_on = None

UP = """
alter table cases add column last_question text not null default '';
comment on column cases.last_question is 'Key of the first question of the page that was saved last; no answer.';
"""

DOWN = """
alter table cases drop column last_question;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
