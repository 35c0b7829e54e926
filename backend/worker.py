"""The background process: takes jobs off the queue and asks for those whose time has come. What they do is in `jobs`."""

import asyncio
import os
import signal
import sys
from datetime import timedelta

import asyncpg
import msgspec
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job
from pgqueuer.models import Schedule as Turn

from auth.identity.captures import Captures
from backend import safety
from backend.cases.services import case_services
from backend.jobs import JOBS, SCHEDULES, Bench, Schedule
from backend.kit import log
from backend.kit.clock import Clock, utc_now
from backend.kit.db import Pool, close_pool, open_pool
from backend.kit.failpoints import failpoint
from backend.kit.fair_queue import Crowded
from backend.kit.jobs import NoArguments, enqueue
from backend.kit.redis import open_redis
from backend.materials.file_store import FileStore
from backend.materials.virus_scan import reader_for
from backend.population.replica import PopulationReplica
from backend.registers.client import Registers
from backend.settings import SettingMissing, Settings
from push.delivery import PushSender

LOST = (
    OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)  # fmt: skip
"""What a database that went away looks like; `OSError` includes a socket that isn't there yet."""
LATER = 15  # seconds at most before a job is tried again whose person had no turn
AGAIN = 1.0  # seconds before the database is tried again


async def run(settings: Settings, clock: Clock = utc_now) -> None:
    """Work until told to stop; a job that was begun is finished first. A database that goes away is waited for."""
    stopping = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stopping.set)
    pool = await first_pool(settings, stopping)
    if pool is None:
        return
    services = case_services(settings, registers := Registers(settings))
    vault = services.vault
    reader, courier = reader_for(settings), PushSender(settings)
    redis = open_redis(settings.redis_url)
    bench = Bench(pool, services, FileStore(settings, vault), reader, courier, clock, settings, Captures(redis, vault))
    everybody = PopulationReplica(settings.database_url, clock, writes=True)
    everybody.start()
    log.fact("worker.started")
    try:
        await listen_again(settings, bench, stopping)
    finally:
        await everybody.close()
        await reader.close()
        await courier.close()
        await registers.close()
        await redis.aclose()
        await close_pool(pool)
        log.fact("worker.stopped")


async def first_pool(settings: Settings, stopping: asyncio.Event) -> Pool | None:
    """The pool, as soon as there is a database; nothing when told to stop before."""
    while not stopping.is_set():
        try:
            return await open_pool(settings.database_url, 6)
        except LOST as error:
            log.worry("worker.no_database", error=type(error).__name__)
            await asyncio.sleep(AGAIN)
    return None


async def listen_again(settings: Settings, bench: Bench, stopping: asyncio.Event) -> None:
    """Listen until told to stop, and again whenever the database was lost."""
    while not stopping.is_set():
        try:
            await listen(settings, bench, stopping)
        except* LOST as lost:
            log.worry("worker.database_lost", error=type(lost.exceptions[0]).__name__)
        if not stopping.is_set():
            await asyncio.sleep(AGAIN)


async def listen(settings: Settings, bench: Bench, stopping: asyncio.Event) -> None:
    """Take jobs off the queue; those that a killed worker had begun come back after ten seconds."""
    queue_pool = await asyncpg.create_pool(settings.database_url, min_size=2, max_size=4)
    queue = PgQueuer(AsyncpgPoolDriver(queue_pool))
    for name in JOBS:
        register(queue, name, bench)
    for name, schedule in SCHEDULES.items():
        keep_time(queue, name, schedule, bench)
    told = asyncio.create_task(pass_on(stopping, queue.shutdown))
    try:
        await queue.run(dequeue_timeout=timedelta(seconds=5), batch_size=2, heartbeat_timeout=timedelta(seconds=10))
    finally:
        told.cancel()
        await close_pool(queue_pool)


async def pass_on(stopping: asyncio.Event, shutdown: asyncio.Event) -> None:
    """End this round of listening when the worker is told to stop."""
    await stopping.wait()
    shutdown.set()


def register(queue: PgQueuer, name: str, bench: Bench) -> None:
    """Join the queue's name of a job to its function."""
    kind, handler = JOBS[name]

    @queue.entrypoint(name)
    async def work(job: Job) -> None:
        failpoint(f"{name}-before")
        try:
            await handler(bench, msgspec.json.decode(job.payload or b"{}", type=kind))
        except Crowded as full:  # its turn has not come: it waits in the queue of jobs, where nothing is in memory
            raise RetryRequested(delay=timedelta(seconds=min(2**job.attempts, LATER)), reason=name) from full
        except Exception as error:
            log.worry("job.failed", job=name, attempts=job.attempts, error=type(error).__name__, exc_info=error)
            raise RetryRequested(delay=timedelta(seconds=min(2**job.attempts, 300)), reason=name) from error
        failpoint(f"{name}-before-ack")
        log.fact("job.done", job=name)


def keep_time(queue: PgQueuer, name: str, schedule: Schedule, bench: Bench) -> None:
    """When its time has come, ask for the job: of many workers one does, never while the last turn still runs; it retries like any."""

    @queue.schedule(name, schedule.when)
    async def turn(_: Turn) -> None:
        async with bench.transaction() as db:
            await enqueue(db, name, NoArguments(), once=f"schedule:{name}")


def main() -> None:
    """The worker process."""
    log.set_up()
    try:
        settings = safety.refuse(Settings.from_env(os.environ))
    except SettingMissing as error:
        sys.exit(str(error))
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
