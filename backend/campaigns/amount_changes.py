"""Bands of a running grant: the monthly amount that changes by itself is told before its month, once, by the rule's own dates."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from msgspec import Struct

from backend.campaigns import store
from backend.campaigns.reasons import BAND, WatchAnswer
from backend.campaigns.store import DueRow
from backend.cases.grants.amounts import in_month
from backend.cases.grants.list_payments import Amounts, amounts_of
from backend.cases.grants.types import PersonGrant
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.rules.calendar_periods import month_end, month_start, next_month
from backend.rules.conditions import atoms_of, fact_name
from backend.rules.rule import Rule, conditions_of_grant, in_force
from backend.rules.types import Facts

AHEAD = timedelta(days=30)
"""Days before the month of the change; a proposal."""
PAGE = 500


class BandChange(Struct, frozen=True):
    """The first day of the month from which another amount is paid, both amounts in yuan, and the facts that the bands look at."""

    on: date
    before: int
    yuan: int
    facts: Facts


async def find_bands(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Write a row for each running monthly grant whose amount changes within the days ahead; returns their number. Idempotent."""
    banded = [code for code, one in services.catalogue.in_force.items() if may_change(one.rules)]
    found, after = 0, UUID(int=0)
    while True:
        async with transaction() as db:
            page = await store.running_grants(db, services=banded, after=after, most=PAGE)
            for grant in page:
                found += await find_of(db, services, grant, now)
        if len(page) < PAGE:
            return found
        after = page[-1].id


def may_change(rules: Sequence[Rule]) -> bool:
    """Check whether an amount may change by itself: from row to row, or from one dated version to the next."""
    return len(rules) > 1 or any(len(rule.grant) > 1 for rule in rules)


async def find_of(db: Db, services: CaseServices, grant: PersonGrant, now: datetime) -> int:
    """Write the row of one grant, if its amount changes soon; one that can't be read keeps no other waiting."""
    try:
        change = coming_change(grant, await amounts_of(db, services, grant, now), local_date(now))
    except Exception as error:
        log.worry("messages.band_stays", grant=str(grant.id), error=type(error).__name__, exc_info=error)
        return 0
    if change is None:
        return 0
    return await store.add_one(
        db, person=grant.person, kind="case", topic="benefit", service=grant.service, watch=f"{BAND}{grant.id}", case_id=None,
        until=change.on, sms=False, today=local_date(now), at=now, expires_at=datetime.combine(change.on, time(), SHANGHAI),
    )  # fmt: skip


def coming_change(grant: PersonGrant, amount_of: Amounts, today: date) -> BandChange | None:
    """The first change of the amount within the days ahead; None for an amount that an officer decided, or that stays."""
    if not amount_of.follows or grant.state != "running":
        return None
    before = in_month(amount_of.rules, amount_of.facts, max(month_start(today), month_start(grant.begins_on)))
    for month in months_ahead(max(today, grant.begins_on), today + AHEAD):
        yuan = in_month(amount_of.rules, amount_of.facts, month)
        if before is not None and yuan is not None and yuan != before:
            return BandChange(month, before, yuan, facts_looked_at(amount_of, month))
    return None


def months_ahead(since: date, until: date) -> Iterator[date]:
    """First days of the months after the one of `since` that begin by `until`."""
    month = next_month(since)
    while month <= until:
        yield month
        month = next_month(month)


def facts_looked_at(amount_of: Amounts, month: date) -> Facts:
    """Those of the facts at which the bands of a month look."""
    rule = in_force(amount_of.rules, month_end(month))
    atoms = (
        [atom for grant in rule.grant for one in conditions_of_grant(grant) for atom in atoms_of(one)] if rule else []
    )
    names = {fact_name(one.attribute) for one in atoms}
    return {name: fact for name, fact in amount_of.facts.items() if name in names}


async def ask_band(db: Db, services: CaseServices, row: DueRow, now: datetime) -> WatchAnswer:
    """Ask again whether the amount of a row's grant changes from the month of the row on."""
    grants = await store.grant_of_person(db, id=UUID(row.watch.removeprefix(BAND)), person=row.person)
    if not grants:
        return WatchAnswer("no")
    change = coming_change(grants[0], await amounts_of(db, services, grants[0], now), local_date(now))
    if change is None or change.on != row.until:
        return WatchAnswer("no")
    return WatchAnswer("yes", change.on, change.facts, (change.before, change.yuan))
