"""Pre-review: where a paper came from, until when it counts, whether its person saw the answer, and how far each check is trusted."""

from backend.kit.migrate import script

revision = "0045"
down_revision = "0041"
branch_labels = None
depends_on = None

UP = """
alter table material
    add column source text not null default 'upload' check (source in ('upload', 'earlier', 'licence')),
    add column valid_until date,
    add column seen_at timestamptz,
    add column judged text check (judged in ('usable', 'unusable'));
create index material_reusable on material (principal, read_at desc) where state = 'read' and verdict = 'passed';
comment on column material.source is 'Uploaded, taken over from an earlier case, or an electronic licence.';
comment on column material.seen_at is 'When its person first saw what pre-review says; until then the inbox tells.';
comment on column material.judged is 'What a person at the desk said of it in the end; pre-review is measured by this.';

create table check_record (
    check_name text not null,
    version integer not null,
    term integer not null,
    mode text not null check (mode in ('blocking', 'advice')),
    since timestamptz not null,
    changed_by text not null default '',
    reason text not null default '',
    asked integer not null default 0,
    raised integer not null default 0,
    upheld integer not null default 0,
    overturned integer not null default 0,
    confirmed integer not null default 0,
    missed integer not null default 0,
    primary key (check_name, version, term)
);
comment on table check_record is 'How often people agreed with a check, counted anew after each change of its mode; nothing of any person.';
"""

DOWN = """
drop table check_record;
drop index material_reusable;
alter table material drop column source, drop column valid_until, drop column seen_at, drop column judged;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
