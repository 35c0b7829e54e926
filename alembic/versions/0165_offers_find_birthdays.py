"""Whoever reaches an age is found by an index of birth dates instead of reading every profile."""

from backend.kit.migrate import script

revision = "0165"
down_revision = "0167"
branch_labels = None
depends_on = None

UP = "create index profile_birth_date on profile ((facts->'birth_date'->0->>'value')) where facts ? 'birth_date'"

DOWN = "drop index profile_birth_date"


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
