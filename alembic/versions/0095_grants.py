"""A grant has a life: what somebody was granted, what happened to it, and one order for each month."""

from backend.kit.migrate import script

revision = "0095"
down_revision = "0100"
branch_labels = None
depends_on = None

FORGET_CASE = """
create or replace function forget_case(which uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
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
    elsif held.state not in ('approved', 'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed', 'revoked')
        or held.updated_at > now() - interval '5 years' then
        raise exception 'this case has not ended, or not long enough ago';
    elsif exists (select from obligation o where o.case_id = which and o.done_at is null and o.due_on > current_date) then
        raise exception 'something is still owed after this case';
    {more}end if;
    delete from receipt where case_id = which;
    delete from decision where case_id = which;
    delete from obligation where case_id = which;
    delete from material where case_id = which;
    delete from notice where case_id = which;
    delete from case_event where case_id = which;
    delete from cases where id = which;
    return true;
end $$;
"""
RUNNING = """elsif exists (select from person_grant g where g.case_id = which and g.state <> 'ended') then
        raise exception 'what was granted by this case still runs';
    """

UP = """
create table person_grant (
    id uuid primary key,
    person uuid not null references person on delete cascade,
    case_id uuid not null references cases on delete cascade,
    decision uuid not null references decision on delete cascade,
    service text not null,
    kind text not null,
    object bytea not null default '',
    runs text not null check (runs in ('month', 'once', 'right')),
    yuan integer check (yuan > 0),
    state text not null check (state in ('running', 'paused', 'ended')),
    begins_on date not null,
    paused_from date,
    ends_on date,
    last_seq integer not null,
    updated_at timestamptz not null,
    constraint person_grant_paused check ((state = 'paused') = (paused_from is not null)),
    constraint person_grant_ended check (state <> 'ended' or ends_on is not null)
);
create unique index person_grant_one_running on person_grant (person, kind, object) where state <> 'ended';
create index person_grant_person on person_grant (person);
create index person_grant_case on person_grant (case_id);
create index person_grant_paid on person_grant (id) where runs <> 'right' and state <> 'ended';
comment on table person_grant is 'What a person was granted: the row is derived from its events. One of a kind (and object) runs at a time.';
comment on column person_grant.object is 'Keyed hash of the child, shop or other object it is for, where a person may hold one for each.';
comment on column person_grant.yuan is 'What was decided; the amount of a month with age bands is computed from the rule in force.';
comment on column person_grant.ends_on is 'The first day that is not granted any more.';

create table grant_event (
    id uuid primary key,
    grant_id uuid not null references person_grant on delete cascade,
    person uuid not null references person on delete cascade,
    seq integer not null,
    kind text not null check (kind in ('began', 'band_changed', 'paused', 'resumed', 'ended', 'reopened')),
    counts_from date not null,
    cause text not null default '',
    reason text not null default '',
    author text not null,
    at timestamptz not null,
    unique (grant_id, seq)
);
comment on table grant_event is 'What happened to a grant, in order; rows are only ever added.';

create table payment_order (
    id uuid primary key,
    grant_id uuid not null references person_grant on delete cascade,
    person uuid not null references person on delete cascade,
    kind text not null,
    object bytea not null default '',
    month date not null check (extract(day from month) = 1),
    yuan integer not null check (yuan > 0),
    attempt smallint not null default 1,
    state text not null check (state in ('listed', 'held', 'leaving', 'ordered', 'paid', 'failed', 'returned', 'cancelled', 'recovered')),
    reason text not null default '',
    pay_on date not null,
    account_tail text not null default '',
    account uuid,
    listed_at timestamptz not null,
    left_at timestamptz,
    settled_at timestamptz,
    told_at timestamptz,
    unique (grant_id, month)
);
create unique index payment_order_one_a_month on payment_order (person, kind, object, month) where state <> 'cancelled';
create index payment_order_open on payment_order (state, pay_on) where state in ('listed', 'held', 'leaving', 'ordered');
create index payment_order_person on payment_order (person, month);
comment on table payment_order is 'One order for each grant and month; its id and attempt are the idempotency key at the treasury.';

create table payment_recovery (
    id uuid primary key,
    order_id uuid not null references payment_order on delete cascade,
    reason text not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    settled_by text,
    settled_at timestamptz,
    granted boolean,
    constraint payment_recovery_second_person check (settled_by <> proposed_by),
    constraint payment_recovery_settled check ((settled_by is null) = (settled_at is null) and (settled_by is null) = (granted is null))
);
create unique index payment_recovery_open on payment_recovery (order_id) where granted is not false;
comment on table payment_recovery is 'Asking money back that was paid for a month after the end: one officer proposes, another agrees.';
""" + FORGET_CASE.replace("{more}", RUNNING)

DOWN = FORGET_CASE.replace("{more}", "") + """
drop table payment_recovery, payment_order, grant_event, person_grant;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
