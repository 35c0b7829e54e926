"""Find who is concerned: once a day, for everything that services announce, by masks over the population; and who asked to be told.

A day's run may be killed anywhere and run again: whom a watch concerns already is left out, so nobody gets a second row. A run that
was missed needs no catching up, since it looks at all the days until the last one announced, not at that day alone.
"""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from backend.campaigns import store
from backend.campaigns.amount_changes import find_bands
from backend.campaigns.expiry import end_of
from backend.campaigns.find_deadlines import find_deadlines
from backend.campaigns.reasons import ask_eligible
from backend.campaigns.types import PURPOSE, Topic
from backend.cases.services import CaseServices
from backend.catalogue.announcements import Announcement
from backend.catalogue.published import Version
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.population.impact import eligible
from backend.population.replica import PopulationReplica
from backend.population.table import Population
from backend.registers.attributes import attributes
from backend.residents.consents import purpose_of
from backend.rules import bitmaps
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.comparators import WithinLast, WithinNext
from backend.rules.conditions import Atom
from backend.rules.durations import Duration

ASKED = 30
"""Days before the day that somebody asked to be told of; a proposal."""
ASKED_TOPIC: Topic = "benefit"
PAGE = 500


async def find_all(
    transaction: Transaction, services: CaseServices, population: PopulationReplica, now: datetime
) -> int:
    """Write a row for each newly concerned person; returns their number. Idempotent."""
    async with transaction() as db:
        await store.reopen_consented(db, at=now, purpose=PURPOSE, version=purpose_of(PURPOSE).version)
    found = 0
    for version in tuple(services.catalogue.in_force.values()):
        for announced in version.service.announce:
            try:
                found += await find_announced(transaction, population, version, announced, now)
            except Exception as error:
                log.worry(
                    "messages.watch_stays", service=version.service.code, error=type(error).__name__, exc_info=error
                )
            failpoint("messages-found")
    found += await find_deadlines(transaction, services, now)
    found += await find_bands(transaction, services, now)
    return found + await find_asked(transaction, services, now)


async def find_announced(
    transaction: Transaction, population: PopulationReplica, version: Version, announced: Announcement, now: datetime
) -> int:
    """Write a row for each person whom one announcement concerns and whom it didn't yet."""
    today = local_date(now)
    until = today + timedelta(days=announced.days)
    places = await population.ask(partial(concerned, version=version, announced=announced, on=today), patience=120)
    row = {
        "kind": "duty" if announced.duty else "watch", "topic": announced.topic, "until": until, "sms": announced.sms,
        "expires_at": end_of(until),
    }  # fmt: skip
    which = {"places": places, "service": version.service.code, "watch": announced.key, "today": today, "at": now}
    async with transaction() as db:
        await store.reopen_changed(db, **which)
        return await store.add_found(db, **which, **row)


def concerned(population: Population, version: Version, announced: Announcement, on: date) -> list[int]:
    """The places of those for whom the day comes within the announced days, or came within them."""
    match announced.when:
        case "lapses":
            bits = lapsing(population.on(on), announced)
        case "happened":
            bits = happened(population.on(on), announced)
        case "eligible":
            bits = becoming(population, version, on, announced.days)
        case "amount":
            return []  # told for each running grant: amount_changes.py
    return [int(place) for place in bitmaps.rows(bits & population.present)]


def becoming(population: Population, version: Version, on: date, days: int) -> bitmaps.Bits:
    """Those who aren't eligible on a day and are so many days later, if nothing changes."""
    now = eligible(population, population.on(on), version.rules)
    return eligible(population, population.on(on + timedelta(days=days)), version.rules) & ~now


def lapsing(index: BitmapIndex, announced: Announcement) -> bitmaps.Bits:
    """Those whose paper lapses within the announced days."""
    within = Atom(attributes()[announced.attribute], WithinNext(Duration(days=announced.days)))
    return index.rows_where(within, True)


def happened(index: BitmapIndex, announced: Announcement) -> bitmaps.Bits:
    """Those whose life event lies at most the announced days back."""
    return index.rows_where(Atom(attributes()[announced.attribute], WithinLast(Duration(days=announced.days))), True)


async def find_asked(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Write a row for each person who asked to be told and whose day comes."""
    found, last = 0, (UUID(int=0), "")
    while True:
        async with transaction() as db:
            page = await store.open_requests(db, person=last[0], service=last[1], most=PAGE)
            for one in page:
                version = services.catalogue.get(one.service)
                answered = version and ask_eligible(
                    version, one.facts, (), now, local_date(now) + timedelta(days=ASKED)
                )
                if version and answered and answered.met == "yes" and answered.day:
                    until = max(answered.day, local_date(now))
                    found += await store.add_one(
                        db, person=one.person, kind="asked", topic=ASKED_TOPIC, service=one.service, watch="asked", case_id=None,
                        until=until, sms=False, today=local_date(now), at=now, expires_at=end_of(until),
                    )  # fmt: skip
        if len(page) < PAGE:
            return found
        last = (page[-1].person, page[-1].service)
