"""A process that holds nobody says so and loads; then it hears of every change, also after its connection was cut."""

import asyncio
from typing import Any

import asyncpg
import pytest

from backend.kit.db import prepare
from backend.population import replica
from backend.population.replica import PopulationReplica, StillLoading
from tests.backend.population.world import TODAY, moves_in
from tests.conftest import HeldClock

ALIVE = {"alive": [{"value": True, "source": "population", "as_of": "2026-11-23T00:00:00+08:00"}]}


async def until(keeper: PopulationReplica, wanted: Any, seconds: float = 60) -> None:
    """Wait for what somebody else does."""
    async with asyncio.timeout(seconds):
        while not await keeper.ask(wanted):
            await asyncio.sleep(0.02)


async def test_it_loads_hears_and_turns_the_day(
    clean: None, settings: Any, admin_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = HeldClock()
    keeper = PopulationReplica(settings.database_url, clock, writes=True)
    with pytest.raises(StillLoading):
        await keeper.ask(lambda population: population.count, patience=0)
    before = await keeper.ask(lambda population: population.count)
    db = await asyncpg.connect(admin_url)
    await prepare(db)
    await moves_in(db, ALIVE)
    await until(keeper, lambda population: population.count == before + 1)
    await until(keeper, lambda population: set(population.days) == {TODAY})

    cut = "select pg_terminate_backend(pid) from pg_stat_activity where query ilike '%population%' and pid <> pg_backend_pid()"
    await db.execute(cut)
    await moves_in(db, ALIVE)  # nobody hears of this one
    await until(keeper, lambda population: population.count == before + 2)

    clock.pass_(hours=24)
    monkeypatch.setattr(replica, "LOOK", 0.05)
    await moves_in(db, ALIVE)
    await until(keeper, lambda population: TODAY not in population.days)
    async with asyncio.timeout(15):
        while await db.fetchval("select count(*) from population where stale"):
            await asyncio.sleep(0.02)

    await db.execute("truncate population restart identity cascade")
    await moves_in(db, ALIVE)
    await until(keeper, lambda population: population.count == 1)
    await db.close()
    await keeper.close()
