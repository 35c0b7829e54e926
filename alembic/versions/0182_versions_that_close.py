"""A version may close earlier ones: drafts begun on them move to it, and what it has no place for is set aside."""

from backend.kit.migrate import script

revision = "0182"
down_revision = "0181"
branch_labels = None
depends_on = None

UP = """
alter table service_draft add column closes_earlier boolean not null default false;
alter table service_version add column closes_earlier boolean not null default false;
alter table cases add column set_aside bytea;
-- squawk-ignore ban-drop-constraint
alter table material drop constraint material_state_check;
alter table material add constraint material_state_check
    check (state in ('waiting', 'read', 'replaced', 'removed', 'set_aside')) not valid;
comment on column service_version.closes_earlier is
    'From its first day, residents'' drafts on earlier versions move to the version in force; without it they keep their own.';
comment on column cases.set_aside is 'Answers that a new version of the form had no place for, sealed.';
"""

DOWN = """
update material set state = 'removed' where state = 'set_aside';
alter table material drop constraint material_state_check;
alter table material add constraint material_state_check check (state in ('waiting', 'read', 'replaced', 'removed')) not valid;
alter table cases drop column set_aside;
alter table service_version drop column closes_earlier;
alter table service_draft drop column closes_earlier;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
