"""What happens to the holder of a running grant, as a register tells it, and how far we have read what it tells."""

from backend.kit.migrate import script

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

UP = """
create table register_feed (
    register text primary key,
    place text not null,
    read_at timestamptz not null
);
comment on table register_feed is 'Up to which place what a register tells of its own accord has been taken in.';

create table grant_change (
    id uuid primary key,
    case_id uuid not null references cases on delete cascade,
    told text not null,
    duty text not null,
    cause text not null check (cause in ('death', 'moved_out_of_city', 'moved_within_city', 'moved_back')),
    happened_on date not null,
    says text not null,
    effect text,
    effect_from date,
    closes_on date,
    state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'set_aside', 'lifted')),
    reason text not null default '',
    proposed_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    unique (case_id, told, duty),
    constraint grant_change_effect check ((effect is null) = (effect_from is null)),
    constraint grant_change_settled check ((state = 'proposed') = (settled_by is null) and (settled_by is null) = (settled_at is null))
);
create index grant_change_desk on grant_change (proposed_at) where state = 'proposed';
comment on table grant_change is 'What an event means for a running grant by its own rule: proposed by the machine, confirmed or set aside by an officer.';
comment on column grant_change.told is 'The register''s own name for the event: told twice, it is proposed once.';
"""

DOWN = """
drop table grant_change;
drop table register_feed;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
