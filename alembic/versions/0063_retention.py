"""Accounts that are to be closed, and the only two ways by which what may only be added to is forgotten: by age, checked here."""

from backend.kit.migrate import script

revision = "0063"
down_revision = "0025"
branch_labels = None
depends_on = None

UP = """
create table closing (
    person uuid primary key references person on delete cascade,
    asked_at timestamptz not null,
    due_at timestamptz not null check (due_at > asked_at)
);
create index closing_due on closing (due_at);
comment on table closing is 'Who asked for their account to be closed; until it is, they may think again.';

-- The application can't delete events or readings. These two functions can, with their owner's rights, and only what is old enough:
-- their floors lie under every period of retention.toml, so that a wrong setting can't make them forget too soon.
create function forget_case(which uuid) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    held cases%rowtype;
begin
    select * into held from cases where id = which for update;
    if not found then
        return false;
    end if;
    if held.state = 'draft' then
        if held.updated_at > now() - interval '30 days'
            and not exists (select from person p where p.id = held.principal and p.closed_at is not null) then
            raise exception 'this draft is too young to be forgotten';
        end if;
    elsif held.state not in ('approved', 'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed')
        or held.updated_at > now() - interval '5 years' then
        raise exception 'this case has not ended, or not long enough ago';
    elsif exists (select from obligation o where o.case_id = which and o.done_at is null and o.due_on > current_date) then
        raise exception 'something is still owed after this case';
    end if;
    delete from receipt where case_id = which;
    delete from decision where case_id = which;
    delete from obligation where case_id = which;
    delete from material where case_id = which;
    delete from notice where case_id = which;
    delete from case_event where case_id = which;
    delete from cases where id = which;
    return true;
end $$;
comment on function forget_case is 'Deletes a case that ended long ago, or a draft nobody goes on with, and all that hangs on it.';

create function forget_readings(before timestamptz) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    if before > now() - interval '30 months' then
        raise exception 'readings are kept for three years (PIPL art. 56), and never less than thirty months';
    end if;
    delete from access_log where at < before;
    get diagnostics gone = row_count;
    return gone;
end $$;
comment on function forget_readings is 'Deletes what was written down of readings before this moment, which is at least thirty months ago.';
"""

DOWN = """
drop function forget_readings;
drop function forget_case;
drop table closing;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
