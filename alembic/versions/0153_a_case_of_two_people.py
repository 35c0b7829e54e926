"""One case, two people: which mandate an event rests on, whose each answer and paper is, and which fields the principal opened."""

from backend.kit.migrate import script

revision = "0153"
down_revision = "0157"
branch_labels = None
depends_on = None

UP = """
alter table case_event add column mandate uuid;
alter table case_event add column power smallint;
comment on column case_event.mandate is 'By which mandate a helper did it; empty for the principal, officers and the system.';
comment on column case_event.power is 'The power that the mandate gave in this service at that moment.';

alter table cases add column answered_by jsonb not null default '{}';
alter table cases add column opened_fields jsonb not null default '{}';
comment on column cases.taken_over_at is 'Since when the principal goes on by herself; empty while her helpers may work in the case.';
comment on column cases.answered_by is 'By key of the question the helper who gave the answer that is kept; all others are the principal''s, and masked for helpers.';
comment on column cases.opened_fields is 'By key of the question the moment at which the principal opened it to helpers; it counts until the case is submitted.';

alter table material add column added_by uuid;
comment on column material.added_by is 'The helper who handed it in; empty for the principal''s, which no helper reads.';
"""

DOWN = """
alter table material drop column added_by;
alter table cases drop column opened_fields;
alter table cases drop column answered_by;
comment on column cases.taken_over_at is null;
alter table case_event drop column power;
alter table case_event drop column mandate;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
