"""A chain over everything that is evidence: rows that are only ever added, decisions and receipts; and rights that fit."""

from backend.kit.migrate import script

revision = "0112"
down_revision = "0103"
branch_labels = None
depends_on = None

UP = """
create function evidence_body(full_row anyelement, leave_out text[]) returns jsonb
language sql stable set timezone = 'UTC' as $$ select jsonb_strip_nulls(to_jsonb(full_row) - leave_out) $$;
comment on function evidence_body is
'A row as it is chained: moments in UTC whatever the session has, without nulls (a column added later changes no old row) and without columns that may change: what ends a decision, and sealed bytes, which a new key seals anew and which are bound to their row by the seal itself.';

create view evidence as
select 'access_log' as stream, id::text as key, at, evidence_body(t, '{}') as body from access_log t
union all select 'case_event', case_id || ':' || id, at, evidence_body(t, '{}') from case_event t
union all select 'payee_event', id::text, at, evidence_body(t, '{}') from payee_event t
union all select 'grant_event', id::text, at, evidence_body(t, '{}') from grant_event t
union all select 'staff_act', id::text, at, evidence_body(t, '{}') from staff_act t
union all select 'decision', id::text, at, evidence_body(t, '{superseded_by,inputs,result}') from decision t
union all select 'receipt', number, issued_at, evidence_body(t, '{status,ended_at}') from receipt t;
comment on view evidence is 'Every row that proves something, in one shape; the worker links them into evidence_link.';

create table evidence_link (
    position bigint primary key,
    stream text not null,
    key text not null,
    hash bytea not null check (length(hash) = 32),
    linked_at timestamptz not null,
    gone_at timestamptz,
    unique (stream, key)
);
comment on table evidence_link is 'The hash chain over the rows of evidence. gone_at: retention removed the row; its hash stays, so that the chain goes on.';

create index access_log_at on access_log using brin (at);
create index case_event_at on case_event using brin (at);
create index payee_event_at on payee_event using brin (at);
create index grant_event_at on grant_event using brin (at);
create index staff_act_at on staff_act using brin (at);
create index decision_at on decision using brin (at);
create index receipt_issued_at on receipt using brin (issued_at);

create function evidence_goes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- only retention may take evidence away, and says so for its own transaction; any other deletion is found by the chain
    if current_setting('futian.retention', true) = 'on' then
        update evidence_link set gone_at = now()
        where stream = tg_table_name and key = case tg_table_name
            when 'receipt' then to_jsonb(old)->>'number'
            when 'case_event' then (to_jsonb(old)->>'case_id') || ':' || (to_jsonb(old)->>'id')
            else to_jsonb(old)->>'id' end;
    end if;
    return null;
end $$;
create trigger evidence_goes after delete on access_log for each row execute function evidence_goes();
create trigger evidence_goes after delete on case_event for each row execute function evidence_goes();
create trigger evidence_goes after delete on payee_event for each row execute function evidence_goes();
create trigger evidence_goes after delete on grant_event for each row execute function evidence_goes();
create trigger evidence_goes after delete on decision for each row execute function evidence_goes();
create trigger evidence_goes after delete on receipt for each row execute function evidence_goes();
alter function forget_case set futian.retention = 'on';
alter function forget_readings set futian.retention = 'on';
"""

DOWN = """
alter function forget_case reset futian.retention;
alter function forget_readings reset futian.retention;
drop trigger evidence_goes on access_log;
drop trigger evidence_goes on case_event;
drop trigger evidence_goes on payee_event;
drop trigger evidence_goes on grant_event;
drop trigger evidence_goes on decision;
drop trigger evidence_goes on receipt;
drop function evidence_goes;
drop index access_log_at;
drop index case_event_at;
drop index payee_event_at;
drop index grant_event_at;
drop index staff_act_at;
drop index decision_at;
drop index receipt_issued_at;
drop table evidence_link;
drop view evidence;
drop function evidence_body;
"""


def upgrade() -> None:
    """Chain the evidence."""
    script(UP)


def downgrade() -> None:
    """Chain the audit log only."""
    script(DOWN)
