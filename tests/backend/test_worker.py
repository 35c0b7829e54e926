"""What the worker does unasked: once each time, by one of many workers, and again after a failure."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgPoolDriver

from backend import worker as house_worker
from backend.jobs import JOBS, SCHEDULES
from backend.kit.jobs import NoArguments, daily, every
from backend.periodic_jobs import Schedule, periodic
from backend.worker import register_job, register_schedule

NEW_YEAR = daily(0).replace("* * *", "1 1 *")


def test_times_are_those_of_shenzhen() -> None:
    assert daily(3, 10) == "10 19 * * *"
    assert daily(8) == "0 0 * * *"
    assert every(5) == "*/5 * * * *"


def test_every_schedule_has_its_job() -> None:
    assert set(SCHEDULES) <= set(JOBS)


@pytest.fixture
async def queues(
    worker: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[list[PgQueuer], list[str]]]:
    """Two workers with one schedule, whose time came a minute ago; the first attempt fails."""
    done: list[str] = []

    async def does(_: Any) -> None:
        done.append("tried")
        if len(done) == 1:
            raise RuntimeError("the first time")

    monkeypatch.setattr(house_worker, "log", Quiet())
    schedule = Schedule(NEW_YEAR, does)
    monkeypatch.setitem(JOBS, "look-around", (NoArguments, periodic(schedule)))
    pools = [await asyncpg.create_pool(settings.database_url, min_size=2, max_size=4) for _ in range(2)]
    found = [PgQueuer(AsyncpgPoolDriver(pool)) for pool in pools]
    for queue in found:
        register_job(queue, "look-around", worker.bench)
        register_schedule(queue, "look-around", schedule, worker.bench)
    await pools[0].execute(
        "insert into pgqueuer_schedules (expression, entrypoint, next_run) values ($1, 'look-around', now() - interval '1 minute')",
        NEW_YEAR,
    )
    yield found, done
    for pool in pools:
        await pool.close()


class Quiet:
    """A log that the test doesn't read."""

    def fact(self, *_: Any, **__: Any) -> None: ...

    worry = fact


async def test_two_workers_do_it_once_and_again_when_it_failed(queues: tuple[list[PgQueuer], list[str]]) -> None:
    both, done = queues
    # what is put off by a second isn't announced: without this it would be seen in half a minute
    often = timedelta(seconds=1)
    running = [asyncio.create_task(queue.run(dequeue_timeout=often)) for queue in both]
    async with asyncio.timeout(120):
        while len(done) < 2:
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    for queue in both:
        queue.shutdown.set()
    await asyncio.gather(*running)
    assert done == ["tried", "tried"]


async def test_the_queue_forgets_old_jobs(worker: Any, db: Any, clock: Any) -> None:
    async with worker.bench.transaction() as own:
        await own.execute(
            "insert into pgqueuer_log (created, job_id, status, priority, entrypoint) values ($1, 1, 'successful', 0, 'x')",
            clock(),
        )
    await SCHEDULES["purge"].does(worker.bench)
    assert await db.fetchval("select count(*) from pgqueuer_log") == 1
    clock.pass_(days=31)
    await SCHEDULES["purge"].does(worker.bench)
    assert await db.fetchval("select count(*) from pgqueuer_log") == 0
