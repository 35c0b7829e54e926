-- name: begin
-- A new grant with its first event; raises a unique violation while another of its kind runs.
with added as (
    insert into person_grant (id, person, case_id, decision, service, kind, object, runs, yuan, state, begins_on, ends_on, last_seq, updated_at)
    values (:id, :person, :case_id, :decision, :service, :kind, :object, :runs, :yuan, 'running', :begins_on, null, 1, :at)
    returning id
)
insert into grant_event (id, grant_id, person, seq, kind, counts_from, cause, author, at)
select :event, added.id, :person, 1, 'began', :begins_on, 'approval', :author, :at from added;

-- columns: grant_columns
id, person, case_id, decision, service, kind, object, runs, yuan, state, begins_on, paused_from, ends_on, last_seq

-- name: of_person
-- Everything this person was granted, the newest first.
select {grant_columns} from person_grant where person = :person order by begins_on desc, id limit 200;

-- name: of_case_grant
-- What a case granted, kept from others until this transaction ends; the caller has read the case as its own.
select {grant_columns} from person_grant where case_id = :case_id and person = :person order by begins_on desc, id limit 1 for update;

-- name: grant_for_change
-- One grant of this person, kept from others until this transaction ends.
select {grant_columns} from person_grant where id = :id and person = :person for update;

-- name: history
-- Everything that happened to a grant of this person, in order.
select e.id, e.grant_id, e.seq, e.kind, e.counts_from, e.cause, e.reason, e.at
from grant_event e where e.grant_id = :grant_id and e.person = :person order by e.seq;

-- name: add_step
-- Append an event and store the state derived from it; idempotent by event id.
with added as (
    insert into grant_event (id, grant_id, person, seq, kind, counts_from, cause, reason, author, at)
    select :event, :id, :person, :seq, :kind, :counts_from, :cause, :reason, :author, :at
    on conflict (id) do nothing
    returning grant_id
)
update person_grant g
set state = :state, paused_from = :paused_from, ends_on = :ends_on, last_seq = :seq, updated_at = :at
from added where g.id = added.grant_id and g.last_seq = cast(:seq as integer) - 1 and g.person = :person;

-- name: stands_on
-- Attach the grant to a later decision of its case.
update person_grant set decision = :decision, updated_at = :at where id = :id and person = :person;

-- name: standing_of_receipt
-- State of the grant of a receipt's case, for public verification by the receipt's number.
select g.runs, g.state from person_grant g join receipt r on r.case_id = g.case_id where r.number = :number
order by g.begins_on desc limit 1;

-- name: missed_checks
-- Running grants whose recurring check is overdue, for the worker to pause.
select distinct on (g.id) g.id, g.person, g.case_id, o.kind, o.due_on
from person_grant g
join obligation o on o.case_id = g.case_id
where g.state = 'running' and g.runs = 'month' and o.done_at is null and o.due_on < :today
    and not exists (select from grant_change c where c.case_id = g.case_id and c.state in ('proposed', 'confirmed') and c.effect is not null)
order by g.id, o.due_on limit 200;

-- name: to_pay
-- Grants that may be due in a month and have no payment order for it yet, page by page for the worker.
select {grant_columns} from person_grant g
where runs <> 'right' and begins_on < cast(:month as date) + interval '1 month' and id > :after
    and (ends_on is null or ends_on > cast(:month as date) - interval '3 months')
    and (runs = 'month' or not exists (select from payment_order o where o.grant_id = g.id))
    and not exists (select from payment_order o where o.grant_id = g.id and o.month = :month and o.state <> 'cancelled')
order by id limit 200;

-- name: to_repay
-- Orders that failed or came back while the person's account has changed since; the worker looks, page by page.
select o.id, o.grant_id, o.person, o.month, o.yuan, o.attempt, o.state, o.reason, o.pay_on, o.account_tail, o.account, o.settled_at
from payment_order o
where o.state in ('failed', 'returned') and o.id > :after
    and exists (select from payee_account a where a.person = o.person and a.stopped_at is null and a.replaced_by is null
        and a.effective_on <= :today and a.proposed_at >= o.left_at)
order by o.id limit 200;

-- name: own_of
-- What this person was granted here, as rules and pages see it.
select case_id, service, kind, encode(object, 'hex') as object, runs, state, begins_on, paused_from, ends_on, yuan
from person_grant where person = :person order by begins_on desc, id limit 200;

-- name: running_for
-- The services of this person's cases that a department is working on.
select coalesce(array_agg(distinct service), '{}') from cases where principal = :person and state in ('submitted', 'in_correction', 'accepted', 'in_review');

-- name: decision_of
-- The sealed inputs of the decision that a grant of this person rests on, and the version of the service.
select d.id as decision, d.decided_by, d.inputs, c.service_version from person_grant g
join decision d on d.id = g.decision join cases c on c.id = g.case_id where g.id = :id and g.person = :person;

-- name: orders_of_grant
-- All orders of a grant of this person, by month.
select id, grant_id, person, month, yuan, attempt, state, reason, pay_on, account_tail, account, settled_at
from payment_order where grant_id = :grant_id and person = :person order by month;

-- name: list_order
-- The order of one month; a month that another grant of this kind was paid for adds nothing.
insert into payment_order (id, grant_id, person, kind, object, month, yuan, state, pay_on, listed_at)
values (:id, :grant_id, :person, :kind, :object, :month, :yuan, 'listed', :pay_on, :at)
on conflict do nothing;

-- name: list_again
-- An order that was cancelled before it left, or that failed, is listed once more.
update payment_order
set state = 'listed', attempt = :attempt, reason = '', yuan = :yuan, pay_on = :pay_on, listed_at = :at, settled_at = null, told_at = null
where id = :id and person = :person and state in ('cancelled', 'failed', 'returned');

-- name: to_leave
-- Payment orders due to be sent, page by page for the worker.
select id, grant_id, person, month, yuan, attempt, state, reason, pay_on, account_tail, account, settled_at
from payment_order where state in ('listed', 'held') and pay_on <= :pay_on and id > :after order by id limit 200;

-- name: order_for_change
-- One order of this person, kept from others until this transaction ends.
select id, grant_id, person, month, yuan, attempt, state, reason, pay_on, account_tail, account, settled_at
from payment_order where id = :id and person = :person for update;

-- name: stop_in_question
-- Is there an open proposal about the holder that would end the grant by this month?
select exists (select from grant_change c join person_grant g on g.case_id = c.case_id
    where g.id = :grant_id and g.person = :person and c.state = 'proposed' and c.effect_from <= :month);

-- name: awaits_second_look
-- Does the approved amount differ from the rule's, without the confirmation of a second officer?
select exists (select from after_check k join person_grant g on g.decision = k.decision
    where g.id = :grant_id and g.person = :person and 'departs' = any(k.why) and k.state <> 'agreed');

-- name: mark_order
-- How an order stands before it has left.
update payment_order set state = :state, reason = :reason where id = :id and person = :person and state in ('listed', 'held');

-- name: leave
-- The order leaves: from now on it can't be stopped here, and is sent until the treasury has answered.
update payment_order set state = 'leaving', reason = '', account = :account, account_tail = :tail, left_at = :at
where id = :id and person = :person and state in ('listed', 'held');

-- name: leaving
-- Orders that the treasury hasn't confirmed yet; the worker sends them.
select id, grant_id, person, month, yuan, attempt, state, reason, pay_on, account_tail, account, settled_at
from payment_order where state = 'leaving' and id > :after order by id limit 200;

-- name: unsettled
-- Orders that the treasury has, and paid ones that may still come back; the worker asks.
select id, grant_id, person, month, yuan, attempt, state, reason, pay_on, account_tail, account, settled_at
from payment_order
where (state = 'ordered' and pay_on <= :today or state = 'paid' and settled_at > :since) and id > :after order by id limit 200;

-- name: settle_order
-- What the treasury said of an order.
update payment_order set state = :state, reason = :reason, settled_at = :at
where id = :id and person = :person and attempt = :attempt and state = :was;

-- name: told_of
-- Record that the person was notified; once for each attempt and reason.
update payment_order set told_at = :at where id = :id and person = :person and told_at is null;

-- name: recoveries_of
-- What is asked back of a grant of this person; what was declined may be proposed again and isn't here.
select r.id, r.order_id, r.reason, r.proposed_by, r.granted from payment_recovery r join payment_order o on o.id = r.order_id
where o.grant_id = :grant_id and o.person = :person and r.granted is not false;

-- name: propose_recovery
-- An officer wants the money of a month back; a second proposal beside an open one adds nothing.
insert into payment_recovery (id, order_id, reason, proposed_by, proposed_at)
select :id, o.id, :reason, :by, :at from payment_order o where o.id = :order_id and o.state = 'paid'
on conflict (order_id) where granted is not false do nothing;

-- name: settle_recovery
-- A second person agrees or doesn't, once.
update payment_recovery set granted = :granted, settled_by = :by, settled_at = :at where id = :id and settled_by is null;

-- name: to_recover
-- What two people agreed to ask back and hasn't come yet; the worker asks the treasury.
select r.id, r.order_id, o.person, o.yuan, o.attempt from payment_recovery r join payment_order o on o.id = r.order_id
where r.granted and o.state = 'paid' order by r.settled_at limit 200;
