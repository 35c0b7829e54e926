"""Everybody in one table: how each profile stands in the index of the district, and who has changed since."""

from backend.kit.migrate import script

revision = "0025"
down_revision = "0022"
branch_labels = None
depends_on = None

UP = """
create table population (
    place integer generated always as identity primary key,
    person uuid unique,
    changed xid8 not null default pg_current_xact_id(),
    stale boolean not null default true,
    layout integer,
    record bytea,
    entries bytea,
    odd jsonb
);
alter table population alter column record set storage plain;
create index population_changed on population (changed);
create index population_stale on population (place) where stale;
comment on table population is
    'A place for each resident in the index of the district, and how their profile stands there. Derived: profile is the truth.';
comment on column population.changed is 'The transaction that changed the profile last; readers look from their horizon on.';

create function profile_has_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into population (person) values (new.person);
    elsif tg_op = 'UPDATE' then
        update population set changed = pg_current_xact_id(), stale = true where person = new.person;
    else
        update population
        set changed = pg_current_xact_id(), stale = false, person = null, layout = null, record = null, entries = null, odd = null
        where person = old.person;
    end if;
    perform pg_notify('population_changed', '');
    return null;
end $$;
create trigger profile_comes_or_goes after insert or delete on profile
    for each row execute function profile_has_changed();
create trigger profile_changes after update of facts on profile
    for each row when (old.facts is distinct from new.facts) execute function profile_has_changed();
insert into population (person) select person from profile;
"""

DOWN = """
drop trigger profile_changes on profile;
drop trigger profile_comes_or_goes on profile;
drop function profile_has_changed();
drop table population;
"""


def upgrade() -> None:
    """Make the table and what keeps it true."""
    script(UP)


def downgrade() -> None:
    """Go back to profiles alone."""
    script(DOWN)
