"""Proven people whose birth date isn't written down yet are found by an index."""

from backend.kit.migrate import script

revision = "0179"
down_revision = "0178"
branch_labels = None
depends_on = None

UP = "create index profile_no_birth_date on profile (person) where not facts ? 'birth_date'"

DOWN = "drop index profile_no_birth_date"


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
