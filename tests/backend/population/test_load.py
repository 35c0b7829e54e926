"""Everybody comes out of PostgreSQL as they went in, with every change since, in whatever order changes commit."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from backend.kit.db import prepare
from backend.population import load
from backend.population.row_format import row_format
from backend.rules import bitmaps
from tests.backend.population.world import Chance, learns, moves_in, says_the_same

ALIVE = {"alive": [{"value": True, "source": "population", "as_of": "2026-11-23T00:00:00+08:00"}]}
DEAD = {"alive": [{"value": False, "source": "population", "as_of": "2026-11-24T00:00:00+08:00"}]}


async def connected(settings: Any) -> Any:
    db = await asyncpg.connect(settings.database_url)
    await prepare(db)
    return db


@pytest_asyncio.fixture(loop_scope="session")
async def two(clean: None, settings: Any) -> AsyncIterator[Any]:
    """Two connections, as two processes have them."""
    one, other = await connected(settings), await connected(settings)
    yield one, other
    await one.close()
    await other.close()


async def places(db: Any) -> dict[Any, int]:
    return {
        row["person"]: row["place"]
        for row in await db.fetch("select person, place from population where person is not null")
    }


def living(population: Any) -> list[int]:
    column = population.columns.by_name["alive"]
    return [place for place in bitmaps.rows(column.known).tolist() if column.values[place]]


@pytest.mark.parametrize("written", [True, False])
async def test_everybody_is_loaded_as_the_profiles_say(two: Any, written: bool) -> None:
    db, _ = two
    chance = Chance(3)
    people = {await moves_in(db, profile): profile for profile in (chance.profile() for _ in range(25))}
    if written:
        assert await load.write_index_rows(db, row_format()) == len(await places(db))
        assert await load.write_index_rows(db, row_format()) == 0
    population = await load.load(db)
    at = await places(db)
    assert population.count == len(at) >= 25
    says_the_same(population, {at[person]: profile for person, profile in people.items()}, 3, 30)


async def test_what_changes_later_is_taken_over(two: Any) -> None:
    db, other = two
    await load.write_index_rows(db, row_format())
    population = await load.load(db)
    before = population.count
    person = await moves_in(other, ALIVE)
    place = (await places(db))[person]
    assert await load.catch_up(db, population) >= 1
    assert population.count == before + 1
    assert living(population) == [place]
    await learns(other, person, DEAD)
    await load.catch_up(db, population)
    assert living(population) == []
    await other.execute("delete from profile where person = $1", person)
    await load.catch_up(db, population)
    assert population.count == before
    assert (await load.load(db)).count == before


async def test_a_change_that_commits_late_is_not_lost(two: Any, settings: Any) -> None:
    db, slow = two
    quick = await connected(settings)
    population = await load.load(db)
    late = slow.transaction()
    await late.start()
    first = await moves_in(slow, ALIVE)  # begins before, commits after the one that is seen
    second = await moves_in(quick, ALIVE)
    await load.catch_up(db, population)
    at = await places(db)
    assert living(population) == [at[second]]
    await late.commit()
    await load.catch_up(db, population)
    at = await places(db)
    assert living(population) == sorted([at[first], at[second]])
    await quick.close()


async def test_a_change_while_it_is_written_down_stays_to_be_written(two: Any) -> None:
    db, other = two
    person = await moves_in(db, ALIVE)
    seen = await load.store.unwritten(db, layout=row_format().number, after=0, most=500)
    await learns(other, person, DEAD)
    rows = [row_format().write(one.place, one.facts) for one in seen]
    await load.store.write_down(
        db, layout=row_format().number, places=[one.place for one in seen], changed=[one.changed for one in seen],
        records=[row.record for row in rows], entries=[row.entries for row in rows], odd=[row.odd for row in rows],
    )  # fmt: skip
    stale = await db.fetch("select person from population where stale")
    assert [row["person"] for row in stale] == [person]
    assert living(await load.load(db)) == []


async def test_another_dictionary_is_settled_anew(two: Any) -> None:
    db, _ = two
    person = await moves_in(db, ALIVE)
    await load.write_index_rows(db, row_format())
    await db.execute("update population set layout = layout + 1, record = 'x'")
    population = await load.load(db)
    assert living(population) == [(await places(db))[person]]
    assert await load.write_index_rows(db, row_format()) >= 1


async def test_another_database_is_noticed(two: Any) -> None:
    db, _ = two
    await moves_in(db, ALIVE)
    population = await load.load(db)
    assert not await load.is_other_database(db, population)
    await db.execute("delete from population")
    assert await load.is_other_database(db, population)
