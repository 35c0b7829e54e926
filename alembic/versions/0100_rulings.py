"""Which ruling of a case stands, as a column; a receipt is valid exactly while one that has a receipt does."""

from backend.kit.migrate import script

revision = "0100"
down_revision = "0090"
branch_labels = None
depends_on = None

FORGET = """
create or replace function forget_case(which uuid) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
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
    elsif held.state not in ('approved', 'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed'ALSO)
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
"""

UP = """
-- squawk-ignore ban-drop-constraint, constraint-missing-not-valid
alter table cases drop constraint cases_state_check, add constraint cases_state_check check (state in ('draft', 'submitted',
    'in_correction', 'accepted', 'in_review', 'approved', 'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed', 'revoked'));
alter table cases add column ruling text not null default 'none'
    constraint cases_ruling_check check (ruling in ('none', 'approved', 'refused', 'not_accepted', 'revoked'));
comment on column cases.ruling is 'The decision about the application that stands now.';

-- of several receipts that count as valid, only the one of the newest decision does
update receipt r set status = 'superseded', ended_at = now()
where r.status = 'valid' and exists (select from receipt n where n.case_id = r.case_id and n.status = 'valid' and n.issued_at > r.issued_at);
update cases c set ruling = case d.outcome when 'approve' then 'approved' else 'refused' end
from receipt r join decision d on d.id = r.decision where r.case_id = c.id and r.status = 'valid';
update cases c set ruling = 'revoked'
where c.ruling = 'none' and 'revoked' = (select status from receipt r where r.case_id = c.id order by issued_at desc limit 1);
update cases c set ruling = 'not_accepted' where c.ruling = 'none' and 'not_accepted' = (select kind from case_event e where e.case_id = c.id
    and e.kind in ('approved', 'refused', 'not_accepted', 'decided_at_once') order by seq desc limit 1);
update cases set state = 'revoked' where ruling = 'revoked' and state in ('approved', 'refused', 'completed', 'withdrawn', 'lapsed');
-- a review that was withdrawn leaves the ruling as it was
update cases set state = ruling where state in ('withdrawn', 'lapsed') and ruling <> 'none';

create unique index receipt_one_valid on receipt (case_id) where status = 'valid';
create function receipt_follows_ruling() returns trigger language plpgsql as $$
declare
    which uuid := case tg_table_name when 'cases' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'case_id' end;
begin
    if exists (select from cases c where c.id = which and (c.ruling in ('approved', 'refused'))
        <> exists (select from receipt r where r.case_id = c.id and r.status = 'valid')) then
        raise exception 'the receipt of case % does not follow its ruling', which using errcode = 'check_violation';
    end if;
    return null;
end $$;
comment on function receipt_follows_ruling is 'A receipt is valid exactly while the ruling that it proves stands; checked when the transaction ends.';
create constraint trigger receipt_follows_ruling after insert or update of status on receipt
    deferrable initially deferred for each row execute function receipt_follows_ruling();
create constraint trigger ruling_has_its_receipt after update of ruling on cases
    deferrable initially deferred for each row when (old.ruling is distinct from new.ruling) execute function receipt_follows_ruling();
""" + FORGET.replace("ALSO", ", 'revoked'")

DOWN = """
drop trigger ruling_has_its_receipt on cases;
drop trigger receipt_follows_ruling on receipt;
drop function receipt_follows_ruling;
drop index receipt_one_valid;
update cases set state = case when exists (select from decision d where d.case_id = cases.id and d.outcome = 'refuse' and d.superseded_by is null)
    then 'refused' else 'approved' end where state = 'revoked';
alter table cases drop column ruling;
alter table cases drop constraint cases_state_check;
alter table cases add constraint cases_state_check check (state in ('draft', 'submitted', 'in_correction', 'accepted', 'in_review',
    'approved', 'refused', 'not_accepted', 'withdrawn', 'lapsed', 'completed'));
""" + FORGET.replace("ALSO", "")


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
