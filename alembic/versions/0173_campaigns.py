"""Campaigns: an editor's message to many, with its append-only history; its people are rows of the ledger of personalised messages."""

from backend.kit.migrate import script

revision = "0173"
down_revision = "0180"
branch_labels = None
depends_on = None

UP = """
create table campaign (
    id uuid primary key,
    state text not null default 'draft' check (state in
        ('draft', 'in_review', 'approved', 'scheduled', 'running', 'paused', 'finished', 'cancelled')),
    content jsonb not null,
    digest text not null,
    version integer not null default 1,
    seed bigint not null,
    owner text not null,
    owner_name text not null,
    approver text,
    members integer,
    started_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint campaign_signed check (
        state in ('draft', 'in_review', 'cancelled') or (approver is not null and approver <> owner)),
    constraint campaign_frozen check (
        state not in ('running', 'paused', 'finished') or (members is not null and expires_at is not null))
);
comment on table campaign is 'A message of an editor to many residents: what it says, to whom, until when, and where it stands.';
comment on column campaign.digest is 'SHA-256 of the content: what the second person approves.';
comment on column campaign.seed is 'Drawn once: the order in which people have their turn, and who is held out, follow from it.';
comment on column campaign.members is 'How many people were frozen when it began; empty before.';
create index campaign_state on campaign (state);

create function campaign_stays() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' and (new.content, new.digest, new.seed) is distinct from (old.content, old.digest, old.seed) then
        raise exception 'the content of a campaign changes only while it is a draft';
    end if;
    return new;
end $$;
create trigger campaign_stays before update on campaign for each row execute function campaign_stays();

create table campaign_event (
    id uuid primary key default gen_random_uuid(),
    campaign uuid not null references campaign (id),
    act text not null,
    state text not null,
    digest text not null,
    says text not null default '',
    staff text not null,
    staff_name text not null,
    at timestamptz not null
);
create index campaign_event_of on campaign_event (campaign, at);
comment on table campaign_event is 'What was done to a campaign, by whom and why; only appended to.';

-- squawk-ignore adding-foreign-key-constraint
alter table owed_message
    add column campaign uuid,
    add column turn bigint,
    add column held_out boolean not null default false,
    add constraint owed_message_campaign foreign key (campaign) references campaign (id) not valid;
-- squawk-ignore ban-drop-constraint
alter table owed_message drop constraint owed_message_state_check;
alter table owed_message
    add constraint owed_message_state_check check (
        state in ('deferred', 'suppressed', 'delivered', 'failed', 'expired', 'held_out')) not valid,
    add constraint owed_message_turn check ((campaign is null) = (turn is null)) not valid;
create index owed_message_turn on owed_message (campaign, next_at, turn) where state = 'deferred' and campaign is not null;
create index owed_message_campaign_end on owed_message (campaign, state) where campaign is not null;
comment on column owed_message.turn is 'The order within a campaign: a hash of its seed and the person.';
comment on column owed_message.held_out is 'Drawn by the seed into the hold-out of an information campaign.';
"""

DOWN = """
drop index owed_message_turn;
drop index owed_message_campaign_end;
delete from owed_message where campaign is not null;
alter table owed_message drop constraint owed_message_state_check, drop constraint owed_message_turn, drop constraint owed_message_campaign;
alter table owed_message
    add constraint owed_message_state_check check (state in ('deferred', 'suppressed', 'delivered', 'failed', 'expired')),
    drop column campaign, drop column turn, drop column held_out;
drop table campaign_event;
drop table campaign;
drop function campaign_stays();
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
