"""Small fixes of a service go live with one signer and are reviewed later: the only versions without an approver."""

from backend.kit.migrate import script

revision = "0172"
down_revision = "0171"
branch_labels = None
depends_on = None

UP = """
alter table service_version
    add column lane text not null default 'two',
    add column reviewed_by text,
    add column reviewed_at timestamptz,
    add column review_says text not null default '';
-- squawk-ignore ban-drop-constraint
alter table service_version drop constraint service_version_check;
alter table service_version
    add constraint service_version_signed check (
        case when state = 'draft' then lane = 'two'
            when lane = 'two' then approver is not null
            else lane = 'small_fix' and approver is null end) not valid,
    add constraint service_version_reviewed check (
        (reviewed_by is null) = (reviewed_at is null)
        and (reviewed_by is null or lane = 'small_fix' and not (reviewed_by = any (writers)))) not valid;
comment on column service_version.lane is 'two: written by one, approved by another. small_fix: one signer, reviewed by another afterwards.';

create or replace function service_version_stays() returns trigger language plpgsql as $$
begin
    if old.state = 'draft' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' or (new.code, new.digest, new.content, new.valid_from, new.author, new.writers, new.approver, new.lane)
        is distinct from (old.code, old.digest, old.content, old.valid_from, old.author, old.writers, old.approver, old.lane) then
        raise exception 'a published version stays as it is: cases were decided by it';
    end if;
    return new;
end $$;
"""

DOWN = """
create or replace function service_version_stays() returns trigger language plpgsql as $$
begin
    if old.state = 'draft' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' or (new.code, new.digest, new.content, new.valid_from, new.author, new.writers, new.approver)
        is distinct from (old.code, old.digest, old.content, old.valid_from, old.author, old.writers, old.approver) then
        raise exception 'a published version stays as it is: cases were decided by it';
    end if;
    return new;
end $$;
alter table service_version drop constraint service_version_signed, drop constraint service_version_reviewed;
alter table service_version
    add constraint service_version_check check (state = 'draft' or approver is not null) not valid;
alter table service_version
    drop column lane, drop column reviewed_by, drop column reviewed_at, drop column review_says;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
