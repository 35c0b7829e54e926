"""Load the population from PostgreSQL, follow its changes, and write index rows, so that the next load is faster.

Nothing is lost when a notification is: what changed is found by the transaction that changed it (PostgreSQL's pg_snapshot).
A look sees every change up to its horizon; the next look begins there, so a change that commits late is seen then.
"""

import asyncio

from backend.kit.sql import Db
from backend.population import store
from backend.population.binary_copy import BinaryCopyReader
from backend.population.row_format import RowFormat, row_format
from backend.population.table import SPARE, Population

PAGE = 500  # profiles read at a time


async def load(db: Db) -> Population:
    """Load all residents from one snapshot."""
    of = row_format()
    async with db.transaction(isolation="repeatable_read", readonly=True):
        seen = await store.horizon(db)
        reading = BinaryCopyReader(of, seen.last + 1 + SPARE)
        await store.records(db, reading, layout=of.number)
        entries = await store.entries(db, layout=of.number)
        odd = [(one.place, one.odd) for one in await store.odd(db, layout=of.number)]
        population = await asyncio.to_thread(reading.population, entries or b"", odd, seen.at)
        population.last = seen.last
        await _read_unwritten(db, population)
    return population


async def _read_unwritten(db: Db, population: Population) -> None:
    after = 0
    while found := await store.unwritten(db, layout=population.layout.number, after=after, most=PAGE):
        for one in found:
            population.change(one.place, one.facts)
        after = found[-1].place


async def catch_up(db: Db, population: Population) -> int:
    """Apply all changes since the last look; returns their number."""
    found = await store.changes(db, since=str(population.at))
    for one in found:
        population.change(one.place, one.facts)
        population.at, population.last = one.at, max(population.last, one.place)
    return len(found)


async def is_other_database(db: Db, population: Population) -> bool:
    """Check whether the database was restored or emptied, so that the population must be loaded again."""
    seen = await store.horizon(db)
    return seen.at < population.at or seen.last < population.last


async def write_index_rows(db: Db, of: RowFormat) -> int:
    """Write the index rows of changed profiles; returns their number. Called by the worker only."""
    done = after = 0
    while found := await store.unwritten(db, layout=of.number, after=after, most=PAGE):
        rows = [of.write(one.place, one.facts) for one in found]
        done += await store.write_down(
            db, layout=of.number, places=[one.place for one in found], changed=[one.changed for one in found],
            records=[row.record for row in rows], entries=[row.entries for row in rows], odd=[row.odd for row in rows],
        )  # fmt: skip
        after = found[-1].place
        await asyncio.sleep(0)
    return done
