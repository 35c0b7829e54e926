"""Loads the working-day calendar from the database, cached for a minute."""

import time
from typing import Final

from backend.cases.clock import store
from backend.cases.clock.deadline import Calendar
from backend.kit.sql import Db

_KEPT: Final[list[tuple[float, Calendar]]] = []
CACHE_SECONDS = 60.0  # seconds; an operator's new plan is in force a minute later


async def load_calendar(db: Db) -> Calendar:
    """Load the calendar, from the cache if it is fresh."""
    if _KEPT and time.monotonic() - _KEPT[0][0] < CACHE_SECONDS:
        return _KEPT[0][1]
    days = {d.day: d.works for d in await store.calendar(db)}
    years = frozenset(y.year for y in await store.calendar_years(db))
    _KEPT[:] = [(time.monotonic(), Calendar(days, years))]
    return _KEPT[0][1]
