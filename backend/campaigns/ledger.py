"""The ledger of personalised messages: everybody whom something concerned, each with a named end; and how far it led.

concerned = suppressed + deferred + delivered + failed + expired, to the person. Editors see counts as disclosure control lets them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import blake2b
from itertools import groupby

from msgspec import Struct

from backend.campaigns import store
from backend.campaigns.store import BalanceRow, FunnelRow
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.rules.population_impact import LEAST

BANDS = (0, 18, 35, 60, 80)
"""The ages at which the bands begin by which the funnel is told."""
STATES = ("suppressed", "deferred", "delivered", "failed", "expired")


class LedgerLine(Struct, frozen=True, kw_only=True):
    """The messages about one service, as counts that may be shown; None: too few. `reasons` of what was suppressed."""

    service: str
    concerned: int | None
    ends: dict[str, int | None]
    reasons: dict[str, int | None]


class FunnelLine(Struct, frozen=True, kw_only=True):
    """How far those came who were told, of one service: told, opened, started, submitted, granted.

    Of all, of one street, or of one band of ages (from `ages[0]` on, below `ages[1]`).
    """

    service: str
    street: str = ""
    ages: tuple[int, int | None] | None = None
    steps: tuple[int | None, ...]


async def ledger(db: Db, since: datetime, shown: DisclosureRule) -> list[LedgerLine]:
    """Count the messages since a moment by service."""
    rows = await store.balance(db, since=since)
    return [ledger_line(service, list(some), shown) for service, some in groupby(rows, key=lambda one: one.service)]


def ledger_line(service: str, rows: Sequence[BalanceRow], shown: DisclosureRule) -> LedgerLine:
    """Sum the rows of one service."""
    reasons = {one.reason for one in rows if one.state == "suppressed"}
    return LedgerLine(
        service=service, concerned=count(rows, shown, "concerned"),
        ends={state: count([one for one in rows if one.state == state], shown, state) for state in STATES},
        reasons={
            reason: count([one for one in rows if (one.state, one.reason) == ("suppressed", reason)], shown, reason)
            for reason in sorted(reasons)
        },
    )  # fmt: skip


def count(rows: Iterable[BalanceRow], shown: DisclosureRule, name: str) -> int | None:
    """The number of people in some lines, as it may be shown."""
    found = list(rows)
    return shown.people(sum(one.number for one in found), digest([one.digest for one in found]), name)


async def funnel(db: Db, since: datetime, shown: DisclosureRule, today: date) -> list[FunnelLine]:
    """Count how far those came who were told since a moment: each service whole, then by street and by age where enough were told."""
    rows = await store.funnel(db, since=since, bands=list(BANDS), today=today)
    lines = []
    for service, some in groupby(rows, key=lambda one: one.service):
        found = list(some)
        lines.append(FunnelLine(service=service, steps=steps_of(found, shown)))
        for street in sorted({one.street for one in found} - {""}):
            here = [one for one in found if one.street == street]
            if count_told(here) >= LEAST:
                lines.append(FunnelLine(service=service, street=street, steps=steps_of(here, shown)))
        for band, below in zip(BANDS, (*BANDS[1:], None), strict=True):
            these = [one for one in found if one.band == band]
            if count_told(these) >= LEAST:
                lines.append(FunnelLine(service=service, ages=(band, below), steps=steps_of(these, shown)))
    return lines


def count_told(rows: Iterable[FunnelRow]) -> int:
    """How many were told."""
    return sum(one.told for one in rows)


def steps_of(rows: Sequence[FunnelRow], shown: DisclosureRule) -> tuple[int | None, ...]:
    """Sum some cells; of too few, no step is said, not even that nobody took it."""
    members = digest([one.digest for one in rows])
    steps = ("told", "opened", "started", "submitted", "granted")
    counts = [shown.people(sum(getattr(one, step) for one in rows), members, step) for step in steps]
    return tuple(counts if counts[0] is not None else [None] * len(steps))


def digest(members: Iterable[str]) -> bytes:
    """One digest of several groups of people."""
    return blake2b("".join(sorted(members)).encode(), digest_size=16).digest()
