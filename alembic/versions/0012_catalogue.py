"""Catalogue: a second person by constraint, one lasting version per service, published versions that can't be changed."""

from backend.kit.migrate import script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UP = """
alter table service_version
    add column writers text[] not null default '{}',
    add column ended_by text,
    add column ended_with text,
    add column ended_reason text not null default '',
    add column ended_at timestamptz;
update service_version set writers = array[author];
alter table service_version
    add constraint service_version_second_person check (state = 'draft' or not (approver = any (writers))),
    add constraint service_version_span check (valid_to is null or valid_to >= valid_from);
create unique index service_one_lasting on service_version (code) where state = 'published' and valid_to is null;
comment on column service_version.writers is 'Everybody who saved this draft: none of them may approve it.';
comment on index service_one_lasting is 'Of one service at most one published version has no end; those before end where the next begins.';

create function service_version_stays() returns trigger language plpgsql as $$
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
create trigger service_version_stays before update or delete on service_version
    for each row execute function service_version_stays();
"""

DOWN = """
drop trigger service_version_stays on service_version;
drop function service_version_stays();
drop index service_one_lasting;
alter table service_version
    drop constraint service_version_second_person,
    drop constraint service_version_span,
    drop column writers, drop column ended_by, drop column ended_with, drop column ended_reason, drop column ended_at;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
