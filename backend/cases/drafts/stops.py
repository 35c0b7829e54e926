"""Where people stop in a form: counts by question, told from twenty people on; never an answer, never who."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from backend.cases.drafts import store
from backend.cases.drafts.types import FormStop
from backend.kit.sql import Db
from backend.rules.population_impact import LEAST

LEFT_ALONE = timedelta(days=7)
"""A proposal of this house: a draft that nobody has touched for so long counts as stopped."""


async def current_stops(db: Db, now: datetime) -> list[FormStop]:
    """Count the drafts that were left alone, by question."""
    return await store.stops(db, before=now - LEFT_ALONE, fewest=LEAST)


def people_by_service(stops: Iterable[FormStop]) -> Counter[str]:
    """Count who stopped in each service."""
    found: Counter[str] = Counter()
    for one in stops:
        found[one.service] += one.people
    return found
