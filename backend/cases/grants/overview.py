"""Overview of a person's grants for pages and the API: amount, next payment, account, payments by month, open tasks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.cases.grants import amounts, store
from backend.cases.grants.life import paid_in
from backend.cases.grants.list_payments import amounts_of
from backend.cases.grants.messages import UNNAMED
from backend.cases.grants.own import already_granted
from backend.cases.grants.plan import plan
from backend.cases.grants.types import GrantEvent, GrantState, OrderState, PaymentOrder, PersonGrant, Runs
from backend.cases.services import CaseServices
from backend.catalogue.types import Service
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.payees import service as payees
from backend.rules.calendar_periods import month_start, next_month

OpenTask = Literal["", "account", "check", "wait"]


class PaymentRow(Struct, frozen=True, kw_only=True):
    """Payment of one month: amount and state."""

    month: date
    yuan: int
    state: OrderState
    reason: str
    account_tail: str
    settled_on: date | None


class NextPayment(Struct, frozen=True, kw_only=True):
    """Next payment, and the months it covers."""

    on: date
    yuan: int
    months: tuple[date, ...]


class GrantView(Struct, frozen=True, kw_only=True):
    """One grant as its holder reads it; yuan is the amount of this month."""

    id: UUID
    case_id: UUID
    service: str
    kind: str
    name: str
    runs: Runs
    state: GrantState
    begins_on: date
    paused_from: date | None
    ends_on: date | None
    why: str
    yuan: int | None
    account_tail: str
    next_payment: NextPayment | None
    next_band: tuple[date, int] | None
    payments: tuple[PaymentRow, ...]
    todo: OpenTask
    change_with: str
    proposal: bool


async def of_person(db: Db, services: CaseServices, person: UUID, now: datetime) -> list[GrantView]:
    """All grants of a person, running ones first."""
    grants = await store.of_person(db, person=person)
    views = [await of_grant(db, services, one, now) for one in grants]
    return sorted(views, key=lambda view: view.state == "ended")


async def of_case(db: Db, services: CaseServices, person: UUID, case_id: UUID, now: datetime) -> GrantView | None:
    """Grants of one case of this person."""
    grants = await store.of_person(db, person=person)
    one = next((grant for grant in grants if grant.case_id == case_id), None)
    return await of_grant(db, services, one, now) if one else None


async def of_grant(db: Db, services: CaseServices, grant: PersonGrant, now: datetime) -> GrantView:
    """One grant with its payments."""
    today = local_date(now)
    events = await store.history(db, grant_id=grant.id, person=grant.person)
    orders = await store.orders_of_grant(db, grant_id=grant.id, person=grant.person)
    account = await payees.in_force(db, services.vault, grant.person, today) if grant.runs != "right" else None
    amount_of = await amounts_of(db, services, grant, now)
    this = max(month_start(today), month_start(grant.begins_on))
    version = services.catalogue.get(grant.service)
    granting = version.service.grants if version else None
    return GrantView(
        id=grant.id, case_id=grant.case_id, service=grant.service, kind=grant.kind, name=granting.name if granting else UNNAMED().text,
        runs=grant.runs, state=grant.state, begins_on=grant.begins_on, paused_from=grant.paused_from, ends_on=grant.ends_on,
        why=cause_of(events), yuan=amount_of(this), account_tail=account.account[-4:] if account else "",
        next_payment=next_payment(grant, events, orders, amount_of, today),
        next_band=amounts.next_band(amount_of.rules, amount_of.facts, this) if amount_of.follows and grant.state == "running" else None,
        payments=tuple(payment(one) for one in reversed(orders) if one.state != "cancelled"),
        todo=open_tasks(grant, orders, account is not None), change_with=changing(services, grant.kind), proposal=plan().mark == "proposal",
    )  # fmt: skip


def cause_of(events: Sequence[GrantEvent]) -> str:
    """Cause of the pause or end."""
    return next((e.cause for e in reversed(events) if e.kind in ("paused", "ended")), "")


def payment(order: PaymentOrder) -> PaymentRow:
    """One order as a month of the history."""
    return PaymentRow(
        month=order.month, yuan=order.yuan, state=order.state, reason=order.reason, account_tail=order.account_tail,
        settled_on=local_date(order.settled_at) if order.settled_at else None,
    )  # fmt: skip


def next_payment(
    grant: PersonGrant,
    events: Sequence[GrantEvent],
    orders: Sequence[PaymentOrder],
    amount_of: amounts.AmountOf,
    today: date,
) -> NextPayment | None:
    """The next payment: what is listed and not paid yet, else the next month that is owed."""
    if grant.runs == "right" or grant.state != "running":
        return None
    open_ones = [one for one in orders if one.state in ("listed", "held", "leaving", "ordered")]
    if open_ones:
        on = max(today, *(one.pay_on for one in open_ones))
        return NextPayment(on=on, yuan=sum(o.yuan for o in open_ones), months=tuple(o.month for o in open_ones))
    if grant.runs == "once":
        return (
            None
            if orders or grant.yuan is None
            else NextPayment(on=plan().next_payment(today), yuan=grant.yuan, months=())
        )
    on = plan().next_payment(today)
    owed, month = [], month_start(grant.begins_on)
    while month <= on:
        if paid_in(events, month) and not any(one.month == month for one in orders):
            owed.append(month)
        month = next_month(month)
    if not owed:
        return None
    yuan = [amount_of(month) for month in owed]
    return None if None in yuan else NextPayment(on=on, yuan=sum(y or 0 for y in yuan), months=tuple(owed))


def open_tasks(grant: PersonGrant, orders: Sequence[PaymentOrder], account: bool) -> OpenTask:
    """What the holder can do so that money comes."""
    if grant.state == "paused":
        return "check"
    if grant.runs == "right" or grant.state == "ended":
        return ""
    last = [one for one in orders if one.state in ("failed", "returned", "held")]
    if not account or any(one.reason in ACCOUNT for one in last):
        return "account"
    return "wait" if last else ""


ACCOUNT = frozenset({"no_account", "account_closed", "account_frozen", "name_differs"})
"""Reasons that another account puts right."""


def changing(services: CaseServices, kind: str) -> str:
    """The service by which a grant of this kind is changed; empty without one."""
    found = (
        code
        for code, version in services.catalogue.in_force.items()
        if (own := version.service.grants) and (own.kind, own.does) == (kind, "changes")
    )
    return min(found, default="")


class ExistingGrant(Struct, frozen=True, kw_only=True):
    """What a service's page says to who can't simply begin it again: the grant that runs, or the application in hand."""

    grant: GrantView | None
    name: str


async def existing_grant(
    db: Db, services: CaseServices, person: UUID, service: Service, now: datetime
) -> ExistingGrant | None:
    """The grant that this service would begin a second time, or another application for it; none when neither is there.

    Where a person may hold one for each child or shop, only the form tells which one is meant.
    """
    if service.grants is None or service.grants.does != "begins" or service.grants.per:
        return None
    running = await store.running_for(db, person=person) or ()
    found = already_granted(service, b"", await store.own_of(db, person=person), running, services.catalogue)
    if found is None:
        return None
    grant = await of_case(db, services, person, found.own.case_id, now) if found.own else None
    return ExistingGrant(grant=grant, name=found.name)
