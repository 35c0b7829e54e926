"""Creates payment orders, one for each grant and month owed, however late or often the worker runs."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from backend.audit.actor import Actor
from backend.cases.decisions.inputs import decode_rules
from backend.cases.facts.gather import gather_facts
from backend.cases.grants import amounts, messages, store
from backend.cases.grants.life import months
from backend.cases.grants.plan import plan
from backend.cases.grants.record import add_event
from backend.cases.grants.types import PaymentOrder, PersonGrant
from backend.cases.messages import NoticeContent
from backend.cases.services import CaseServices
from backend.cases.types import DecisionInputs
from backend.catalogue.announcements import amount_sentence
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.registers.attributes import attributes
from backend.residents import service as residents
from backend.residents import store as people
from backend.rules.calendar_periods import month_start
from backend.rules.decide import settled_facts
from backend.rules.rule import Rule
from backend.rules.types import Facts

FIRST = UUID(int=0)
PAYMENTS = Actor.system("payments")


async def list_due(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Create orders up to the newest month whose list is due; returns their number."""
    month, after, added = plan().listed_month(local_date(now)), FIRST, 0
    while True:
        async with transaction() as db:
            found = await store.to_pay(db, month=month, after=after)
        for one in found:
            added += await listed(transaction, services, one.id, one.person, month, now)
        if not found:
            return added
        after = found[-1].id


async def listed(
    transaction: Transaction, services: CaseServices, grant: UUID, person: UUID, month: date, now: datetime
) -> int:
    """List one grant in its own transaction, so that an unreadable one doesn't block the others."""
    try:
        async with transaction() as db:
            row = await store.grant_for_change(db, id=grant, person=person)
            return await list_grant(db, services, row, month, now) if row else 0
    except Exception as error:
        log.worry("payments.one_stays", grant=str(grant), error=type(error).__name__, exc_info=error)
        return 0


async def list_grant(db: Db, services: CaseServices, grant: PersonGrant, until: date, now: datetime) -> int:
    """Create orders for the owed months of one grant that have none."""
    events = await store.history(db, grant_id=grant.id, person=grant.person)
    orders = {one.month: one for one in await store.orders_of_grant(db, grant_id=grant.id, person=grant.person)}
    owed = [month_start(grant.begins_on)] if grant.runs == "once" else list(months(events, until))
    amount_of = await amounts_of(db, services, grant, now)
    added = 0
    for month in owed:
        known, yuan = orders.get(month), amount_of(month)
        if yuan is None or (known is not None and known.state != "cancelled"):
            continue
        if await list_month(db, grant, month, yuan, known, now):  # another grant of this kind may have been paid for it
            added += 1
            await band(db, services, grant, month, yuan, orders, now)
        orders[month] = listed_order(grant, month, yuan)
    return added


async def list_month(
    db: Db, grant: PersonGrant, month: date, yuan: int, known: PaymentOrder | None, now: datetime
) -> int:
    """Create one order, or list a cancelled one again."""
    pay_on = plan().pay_on(local_date(now))
    if known is not None:
        again = {"attempt": known.attempt, "yuan": yuan, "pay_on": pay_on, "at": now}
        return await store.list_again(db, id=known.id, person=grant.person, **again)
    return await store.list_order(
        db, id=uuid4(), grant_id=grant.id, person=grant.person, kind=grant.kind, object=grant.object, month=month, yuan=yuan,
        pay_on=pay_on, at=now,
    )  # fmt: skip


async def listed_month_again(db: Db, order: PaymentOrder, now: datetime) -> bool:
    """List an order that failed or came back once more, as a new attempt."""
    again = {"attempt": order.attempt + 1, "yuan": order.yuan, "pay_on": plan().pay_on(local_date(now)), "at": now}
    return bool(await store.list_again(db, id=order.id, person=order.person, **again))


def listed_order(grant: PersonGrant, month: date, yuan: int) -> PaymentOrder:
    """Order in memory, for comparison with the next month."""
    return PaymentOrder(
        id=FIRST, grant_id=grant.id, person=grant.person, month=month, yuan=yuan, attempt=1, state="listed", reason="",
        pay_on=month, account_tail="", account=None, settled_at=None,
    )  # fmt: skip


async def band(
    db: Db,
    services: CaseServices,
    grant: PersonGrant,
    month: date,
    yuan: int,
    orders: dict[date, PaymentOrder],
    now: datetime,
) -> None:
    """Record a change of the monthly amount against the month before, and notify the holder."""
    before = max((m for m in orders if m < month and orders[m].state != "cancelled"), default=None)
    if before is None or orders[before].yuan == yuan:
        return
    fresh = await store.grant_for_change(db, id=grant.id, person=grant.person)
    if fresh is None:
        return
    await add_event(
        db, fresh, "band_changed", month, PAYMENTS, now, cause="rule", reason=f"{orders[before].yuan}→{yuan}"
    )
    await tell(
        db,
        services,
        grant,
        messages.band_changed(name_of(services, grant), month, yuan, prepared_for(services, grant, month)),
        now,
    )


class Amounts(msgspec.Struct, frozen=True):
    """The amount of each month of one grant: by its rule while the decision followed the rule, else as decided."""

    rules: tuple[Rule, ...]
    facts: Facts
    decided: int | None
    follows: bool

    def __call__(self, month: date) -> int | None:
        """The yuan of one month; none while nobody has decided an amount."""
        computed = amounts.in_month(self.rules, self.facts, month) if self.follows else None
        return computed if computed is not None else self.decided


async def amounts_of(db: Db, services: CaseServices, grant: PersonGrant, now: datetime) -> Amounts:
    """Load the published rules and sealed facts from which a grant's months are computed."""
    version = services.catalogue.get(grant.service)
    rules = version.rules if version else ()
    facts = amounts.lasting(await facts_of(db, services, grant, rules, now), attributes())
    first = amounts.in_month(rules, facts, month_start(grant.begins_on))
    follows = grant.runs == "month" and (grant.yuan is None or first is None or first == grant.yuan)
    return Amounts(rules, facts, grant.yuan, follows)


async def facts_of(db: Db, services: CaseServices, grant: PersonGrant, rules: Sequence[Rule], now: datetime) -> Facts:
    """The facts sealed with the decision; where none were, what is known today."""
    inputs = await inputs_of(db, services, grant)
    if inputs is not None:
        return settled_facts(rules, inputs.facts)
    return gather_facts(rules, await residents.profile_facts_of(db, grant.person), {}, now)


async def rules_of_decision(db: Db, services: CaseServices, grant: PersonGrant) -> tuple[tuple[Rule, ...], date] | None:
    """The rules sealed with the decision, and its day; none where none were."""
    inputs = await inputs_of(db, services, grant)
    return (decode_rules(inputs.rules), inputs.on) if inputs is not None else None


async def inputs_of(db: Db, services: CaseServices, grant: PersonGrant) -> DecisionInputs | None:
    """Inputs of the decision behind a grant; None for officers' decisions made before inputs were sealed."""
    behind = await store.decision_of(db, id=grant.id, person=grant.person)
    if behind is None:
        return None
    sealed = services.vault.open(behind.inputs, f"inputs:{behind.decision}")
    return None if sealed == b"{}" else msgspec.json.decode(sealed, type=DecisionInputs)


def prepared_for(services: CaseServices, grant: PersonGrant, month: date) -> str | None:
    """The editors' sentence about a new amount, in the month with which a dated version of the rule begins; else none."""
    version = services.catalogue.get(grant.service)
    if version is None or not amounts.begins_in(version.rules, month):
        return None
    return amount_sentence(version.service.announce)


def name_of(services: CaseServices, grant: PersonGrant) -> str:
    """Name of the grant."""
    version = services.catalogue.get(grant.service)
    return version.service.grants.name if version and version.service.grants else messages.UNNAMED().text


async def tell(db: Db, services: CaseServices, grant: PersonGrant, message: NoticeContent, now: datetime) -> None:
    """Owe the holder a message, unless the account is closed."""
    if await people.identity(db, person=grant.person) is None:
        return
    await notify(db, grant.person, message.topic, message.said, "/me/grants", now, grant.case_id)
