"""Whatever happens to a mandate wakes the streams that were opened under it, in the transaction that writes it."""

from backend.kit.migrate import script

revision = "0191"
down_revision = "0179"
branch_labels = None
depends_on = None

UP = """
create function mandate_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('mandate_changed', new.mandate::text);
    return null;
end $$;
comment on function mandate_changed is 'Wakes the open streams of a helper when something has happened to the mandate by which they were opened.';
create trigger mandate_changed after insert on mandate_event for each row execute function mandate_changed();
"""

DOWN = """
drop trigger mandate_changed on mandate_event;
drop function mandate_changed;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
