"""Loads the working-day calendar: the shipped plan, cached for a minute, and the days that editors changed since."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Final

from backend.cases.clock import store
from backend.cases.clock.deadline import Calendar
from backend.catalogue.tables.overlay import changed_rows
from backend.kit.sql import Db

_KEPT: Final[list[tuple[float, Calendar]]] = []
CACHE_SECONDS = 60.0  # seconds; an operator's new plan is in force a minute later


async def load_calendar(db: Db) -> Calendar:
    """Load the calendar, the plan from the cache if it is fresh; changed days count from the day that was signed for them."""
    if not _KEPT or time.monotonic() - _KEPT[0][0] >= CACHE_SECONDS:
        days = {d.day: d.works for d in await store.calendar(db)}
        years = frozenset(y.year for y in await store.calendar_years(db))
        _KEPT[:] = [(time.monotonic(), Calendar(days, years))]
    plan = _KEPT[0][1]
    return Calendar({**plan.exceptions, **dict(_changed_days())}, plan.published)


def _changed_days() -> Iterator[tuple[date, bool]]:
    for day, row in changed_rows("working_days").items():
        yield date.fromisoformat(day), bool(row["works"])
