"""Brings everybody into memory, and what has changed since; writes down how people stand, so that the next one loads faster.

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
    """Everybody as the database has them at one moment."""
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
    """Take over every change since the last look; answers how many."""
    found = await store.changes(db, since=str(population.at))
    for one in found:
        population.change(one.place, one.facts)
        population.at, population.last = one.at, max(population.last, one.place)
    return len(found)


async def is_other_database(db: Db, population: Population) -> bool:
    """The database is another one than the one read (restored, emptied): what is held must be read again."""
    seen = await store.horizon(db)
    return seen.at < population.at or seen.last < population.last


async def write_index_rows(db: Db, of: RowFormat) -> int:
    """Write down everybody whose profile has changed since; answers how many. Done by the worker only."""
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
