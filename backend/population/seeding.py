"""Seed a trial installation with synthetic residents, so that an editor sees a whole district."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.population import load, store
from backend.population.row_format import row_format
from backend.registers.attributes import attributes
from backend.registers.sample.generate import Residents, generate

AT_ONCE = 1000


async def add_residents(db: Db, count: int, now: datetime) -> int:
    """Add synthetic residents with profiles as the sample registers would give them; none can sign in."""
    residents = generate(count, local_date(now))
    for first in range(0, count, AT_ONCE):
        rows = range(first, min(first + AT_ONCE, count))
        people = [uuid4() for _ in rows]
        async with db.transaction():
            await store.add_people(db, people=people)
            await store.add_profiles(db, people=people, facts=[profile(residents, row, now) for row in rows], at=now)
    await load.write_index_rows(db, row_format())
    return count


def profile(residents: Residents, row: int, now: datetime) -> dict[str, Any]:
    """Return the profile of one resident as if every register had been asked now."""
    sources = attributes()
    return {
        name: [{"value": value, "source": sources[name].source, "as_of": now}]
        for name, value in residents.facts(row).items()
    }
