"""Working drafts of services with their append-only history, and comments of the second person."""

from backend.kit.migrate import script

revision = "0170"
down_revision = "0160"
branch_labels = None
depends_on = None

UP = """
create table service_draft (
    id uuid primary key,
    code text not null unique,
    base uuid references service_version (id),
    content jsonb not null,
    version integer not null,
    owner text not null,
    owner_name text not null,
    writers text[] not null,
    note text not null default '',
    wanted_from date,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
comment on table service_draft is 'What editors are writing: one for each service; the version counts its changes.';
comment on column service_draft.base is 'The version in force that it began from; empty for a new service.';
comment on column service_draft.writers is 'Everybody who changed it: none of them may approve it.';

create table service_draft_event (
    id uuid primary key default gen_random_uuid(),
    draft uuid not null,
    code text not null,
    version integer not null,
    kind text not null check (kind in
        ('begun', 'saved', 'undone', 'rebased', 'discarded', 'proposed', 'taken_back', 'sent_back', 'published')),
    part text not null default '',
    changes jsonb not null default '{}',
    undoes integer,
    says text not null default '',
    staff text not null,
    staff_name text not null,
    at timestamptz not null
);
create unique index service_draft_event_version on service_draft_event (draft, version)
    where kind in ('begun', 'saved', 'undone', 'rebased');
create index service_draft_event_code on service_draft_event (code, at desc);
comment on column service_draft_event.changes is 'By field: what it was before and is after.';
"""

DOWN = """
drop table service_draft_event;
drop table service_draft;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
