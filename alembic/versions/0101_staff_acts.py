"""Every consequential act of staff, so that who did one step of an affair doesn't do the other."""

from backend.kit.migrate import script

revision = "0101"
down_revision = "0095"
branch_labels = None
depends_on = None

UP = """
create table staff_act (
    id bigint generated always as identity primary key,
    act text not null,
    subject text not null,
    staff text not null,
    proven boolean not null,
    at timestamptz not null
);
create index staff_act_subject on staff_act (subject, staff);
comment on table staff_act is 'Every consequential act of staff: who may not be who is looked up here. The application may only append.';
comment on column staff_act.proven is 'Signed in; false for a name that was only typed at a terminal.';

insert into staff_act (act, subject, staff, proven, at)
select 'case.' || kind, 'case:' || case_id, author, true, at from case_event
where role in ('officer', 'supervisor') and kind in ('accepted', 'not_accepted', 'correction_asked', 'review_started', 'approved', 'refused')
union all
select 'receipt.revocation_proposed', 'revocation:' || id, proposed_by, true, proposed_at from revocation
union all
select 'grant.change_confirm', 'grant_change:' || id, settled_by, true, settled_at from grant_change where state = 'confirmed'
union all
select 'number.seen', 'recovery:' || id, seen_by, true, seen_at from recovery where seen_by is not null
union all
select 'catalogue.edited', 'draft:' || id, w, false, created_at from service_version, unnest(writers) as w where state = 'draft';
"""

DOWN = """
drop table staff_act;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
