"""Sends payment orders to the treasury and records their results. Each step is idempotent."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from backend.audit.actor import Actor
from backend.cases.grants import messages, store
from backend.cases.grants.life import paid_in
from backend.cases.grants.list_payments import FIRST, list_due, listed_month_again, name_of, tell
from backend.cases.grants.plan import plan
from backend.cases.grants.record import add_event
from backend.cases.grants.recover_payments import recover
from backend.cases.grants.types import OrderState, PaymentOrder, PersonGrant
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.payees import service as payees
from backend.payees import store as payee_store
from backend.registers import treasury
from backend.registers.gateway import SignedTransport
from backend.registers.treasury import PaymentInstruction, PaymentState

MAY_COME_BACK = timedelta(days=30)
"""How long after a payment the treasury is still asked whether it came back (proposal)."""
BECOMES: dict[PaymentState, OrderState] = {
    "accepted": "ordered", "paid": "paid", "failed": "failed", "returned": "returned", "conflict": "failed",
}  # fmt: skip
Pages = Callable[..., Awaitable[list[PaymentOrder]]]


async def pay(transaction: Transaction, services: CaseServices, bank: SignedTransport, now: datetime) -> dict[str, int]:
    """Run one turn: list, release, send, query. Returns the number of orders moved by each step."""
    today, done = local_date(now), {"listed": await list_due(transaction, services, now)}
    done["again"] = await each(transaction, store.to_repay, {"today": today}, again(services, now))
    leaving = {"pay_on": today + timedelta(days=plan().paid_by - plan().leaves_by)}
    done["left"] = await each(transaction, store.to_leave, leaving, leave(services, now))
    done["sent"] = await send_all(transaction, services, bank, now)
    done["settled"] = await ask_all(transaction, services, bank, now)
    done["recovered"] = await recover(transaction, bank, now)
    return done


async def each(
    transaction: Transaction,
    pages: Pages,
    wanted: Mapping[str, object],
    does: Callable[[Db, PaymentOrder], Awaitable[bool]],
) -> int:
    """Apply a step to every order, each in its own transaction, so that a failing one doesn't block the others."""
    after, count = FIRST, 0
    while True:
        async with transaction() as db:
            found = await pages(db, after=after, **wanted)
        for one in found:
            count += await done_with(transaction, one, does)
        if not found:
            return count
        after = found[-1].id


async def done_with(
    transaction: Transaction, one: PaymentOrder, does: Callable[[Db, PaymentOrder], Awaitable[bool]]
) -> bool:
    """One order; it is tried again at the next turn."""
    try:
        async with transaction() as db:
            order = await store.order_for_change(db, id=one.id, person=one.person)
            return order is not None and order.state == one.state and await does(db, order)
    except Exception as error:
        log.worry("payments.one_stays", order=str(one.id), error=type(error).__name__, exc_info=error)
        return False


def again(services: CaseServices, now: datetime) -> Callable[[Db, PaymentOrder], Awaitable[bool]]:
    """List an order that failed once more, when the account is another one."""

    async def does(db: Db, order: PaymentOrder) -> bool:
        account = await payees.in_force(db, services.vault, order.person, local_date(now))
        return account is not None and account.id != order.account and await listed_month_again(db, order, now)

    return does


def leave(services: CaseServices, now: datetime) -> Callable[[Db, PaymentOrder], Awaitable[bool]]:
    """Release an order, unless its month isn't owed any more, is in question, or no account is known."""

    async def does(db: Db, order: PaymentOrder) -> bool:
        grant = await store.grant_for_change(db, id=order.grant_id, person=order.person)
        if grant is None:
            return False
        events = await store.history(db, grant_id=grant.id, person=order.person)
        if (grant.runs == "month" and not paid_in(events, order.month)) or (
            grant.state == "ended" and grant.runs == "once"
        ):
            return await mark(db, order, "cancelled", grant.state)
        if await store.stop_in_question(db, grant_id=grant.id, person=order.person, month=order.month):
            return await mark(db, order, "held", "in_question")
        if await store.awaits_second_look(db, grant_id=grant.id, person=order.person):
            return await mark(db, order, "held", "second_look")
        account = await payees.in_force(db, services.vault, order.person, local_date(now))
        if account is None:
            await notify_once(db, services, grant, order, "no_account", now)
            return await mark(db, order, "held", "no_account")
        left = {"account": account.id, "tail": account.account[-4:], "at": now}
        return bool(await store.leave(db, id=order.id, person=order.person, **left))

    return does


async def mark(db: Db, order: PaymentOrder, state: OrderState, reason: str) -> bool:
    """How an order stands that doesn't leave; unchanged is not counted."""
    await store.mark_order(db, id=order.id, person=order.person, state=state, reason=reason)
    return (order.state, order.reason) != (state, reason)


async def send_all(transaction: Transaction, services: CaseServices, bank: SignedTransport, now: datetime) -> int:
    """Send released orders that aren't confirmed, under their idempotency key."""
    after, count = FIRST, 0
    while True:
        async with transaction() as db:
            found = await store.leaving(db, after=after)
            orders = [(one, await instruction(db, services, one)) for one in found]
        for one, order in orders:
            answer = await treasury.pay(bank, order) if order else None
            failpoint("payment-after-sending")
            if answer is not None:
                count += await settled(transaction, services, one, answer.state, answer.reason, now)
        if not found:
            return count
        after = found[-1].id


async def instruction(db: Db, services: CaseServices, order: PaymentOrder) -> PaymentInstruction | None:
    """The order as the treasury is sent it: to the account it left with."""
    rows = await payee_store.of_person(db, person=order.person)
    account = next((payees.opened(services.vault, row) for row in rows if row.id == order.account), None)
    grant = await store.grant_for_change(db, id=order.grant_id, person=order.person)
    if account is None or grant is None:
        return None
    return PaymentInstruction(
        request_id=uuid4(), key=order.key, fen=order.yuan * 100, account=account.account, holder=account.holder, purpose=grant.kind,
        month=order.month, pay_on=order.pay_on,
    )  # fmt: skip


async def ask_all(transaction: Transaction, services: CaseServices, bank: SignedTransport, now: datetime) -> int:
    """Query the treasury for the state of sent orders."""
    today, after, count = local_date(now), FIRST, 0
    while True:
        async with transaction() as db:
            found = await store.unsettled(db, today=today, since=now - MAY_COME_BACK, after=after)
        told_of = await treasury.states(bank, tuple(one.key for one in found)) if found else {}
        for one in found:
            if (answer := told_of.get(one.key)) is not None:
                count += await settled(transaction, services, one, answer.state, answer.reason, now)
        if not found:
            return count
        after = found[-1].id


async def settled(
    transaction: Transaction,
    services: CaseServices,
    order: PaymentOrder,
    said: PaymentState,
    reason: str,
    now: datetime,
) -> bool:
    """Write down what the treasury said of one order; what it doesn't know is sent once more under the same key."""
    becomes: OrderState = "leaving" if said == "unknown" else BECOMES.get(said, order.state)
    if becomes == order.state:
        return False
    reason = "not_taken" if said == "conflict" else reason
    async with transaction() as db:
        step_ = {"was": order.state, "state": becomes, "reason": reason, "at": now}
        if not await store.settle_order(db, id=order.id, person=order.person, attempt=order.attempt, **step_):
            return False
        grant = await store.grant_for_change(db, id=order.grant_id, person=order.person)
        if grant is not None:
            await follows(db, services, grant, order, becomes, reason, now)
    return True


async def follows(
    db: Db,
    services: CaseServices,
    grant: PersonGrant,
    order: PaymentOrder,
    becomes: OrderState,
    reason: str,
    now: datetime,
) -> None:
    """What an order's end means: a single payment that arrived completes its grant, one that didn't is told."""
    if becomes == "paid" and grant.runs == "once" and grant.state != "ended":
        await add_event(
            db, grant, "ended", local_date(now) + timedelta(days=1), Actor.system("payments"), now, cause="paid"
        )
    if becomes in ("failed", "returned"):
        await notify_once(db, services, grant, order, reason or becomes, now)


async def notify_once(
    db: Db, services: CaseServices, grant: PersonGrant, order: PaymentOrder, reason: str, now: datetime
) -> None:
    """Notify the holder once of a failed payment, with the reason and what to do."""
    if await store.told_of(db, id=order.id, person=order.person, at=now):
        message = messages.not_paid(name_of(services, grant), order, reason)
        await tell(db, services, grant, message, now)
