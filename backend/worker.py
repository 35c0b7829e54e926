"""Background worker: runs jobs from the queue and enqueues periodic ones. Their functions are listed in `jobs`."""

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
from backend import settings_checks
from backend.cases.services import case_services
from backend.jobs import JOBS, SCHEDULES
from backend.kit import log
from backend.kit.clock import Clock, utc_now
from backend.kit.db import Pool, close_pool, open_pool
from backend.kit.failpoints import failpoint
from backend.kit.fair_queue import Crowded
from backend.kit.jobs import NoArguments, enqueue
from backend.kit.redis import open_redis
from backend.materials.file_store import FileStore
from backend.materials.virus_scan import reader_for
from backend.periodic_jobs import Schedule
from backend.population.replica import PopulationReplica
from backend.registers.client import Registers
from backend.requested_jobs import JobContext
from backend.settings import SettingMissing, Settings
from push.delivery import PushSender

LOST = (
    OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)  # fmt: skip
"""Errors of a database that is gone; `OSError` includes a socket that isn't there yet."""
LATER = 15  # seconds at most before a job is tried again that found the queue of its person full
AGAIN = 1.0  # seconds between two attempts to reach the database


async def run(settings: Settings, clock: Clock = utc_now) -> None:
    """Run until SIGTERM or SIGINT; running jobs are finished first. Reconnects when the database is lost."""
    stopping = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stopping.set)
    pool = await wait_for_database(settings, stopping)
    if pool is None:
        return
    services = case_services(settings, registers := Registers(settings))
    vault = services.vault
    reader, courier = reader_for(settings), PushSender(settings)
    redis = open_redis(settings.redis_url)
    everybody = PopulationReplica(settings.database_url, clock, writes=True)
    everybody.start()
    context = JobContext(
        pool, services, FileStore(settings, vault), reader, courier, clock, settings, Captures(redis, vault), everybody
    )
    log.fact("worker.started")
    try:
        await listen_with_retry(settings, context, stopping)
    finally:
        await everybody.close()
        await reader.close()
        await courier.close()
        await registers.close()
        await redis.aclose()
        await close_pool(pool)
        log.fact("worker.stopped")


async def wait_for_database(settings: Settings, stopping: asyncio.Event) -> Pool | None:
    """Open the pool as soon as the database answers; None when stopped before."""
    while not stopping.is_set():
        try:
            return await open_pool(settings.database_url, 6)
        except LOST as error:
            log.worry("worker.no_database", error=type(error).__name__)
            await asyncio.sleep(AGAIN)
    return None


async def listen_with_retry(settings: Settings, context: JobContext, stopping: asyncio.Event) -> None:
    """Run `listen` until stopped; start it again whenever the database was lost."""
    while not stopping.is_set():
        try:
            await listen(settings, context, stopping)
        except* LOST as lost:
            log.worry("worker.database_lost", error=type(lost.exceptions[0]).__name__)
        if not stopping.is_set():
            await asyncio.sleep(AGAIN)


async def listen(settings: Settings, context: JobContext, stopping: asyncio.Event) -> None:
    """Run jobs from the queue; a job of a killed worker is taken over after ten seconds (heartbeat)."""
    queue_pool = await asyncpg.create_pool(settings.database_url, min_size=2, max_size=4)
    queue = PgQueuer(AsyncpgPoolDriver(queue_pool))
    for name in JOBS:
        register_job(queue, name, context)
    for name, schedule in SCHEDULES.items():
        register_schedule(queue, name, schedule, context)
    told = asyncio.create_task(shut_down_when(stopping, queue.shutdown))
    try:
        await queue.run(dequeue_timeout=timedelta(seconds=5), batch_size=2, heartbeat_timeout=timedelta(seconds=10))
    finally:
        told.cancel()
        await close_pool(queue_pool)


async def shut_down_when(stopping: asyncio.Event, shutdown: asyncio.Event) -> None:
    """Shut the queue down when the worker is stopped."""
    await stopping.wait()
    shutdown.set()


def register_job(queue: PgQueuer, name: str, context: JobContext) -> None:
    """Register the function of a job under its name; a failed job is retried with growing delay."""
    kind, handler = JOBS[name]

    @queue.entrypoint(name)
    async def work(job: Job) -> None:
        failpoint(f"{name}-before")
        try:
            await handler(context, msgspec.json.decode(job.payload or b"{}", type=kind))
        except Crowded as full:  # too many of this person: wait in the queue, where a job costs no memory
            raise RetryRequested(delay=timedelta(seconds=min(2**job.attempts, LATER)), reason=name) from full
        except Exception as error:
            log.worry("job.failed", job=name, attempts=job.attempts, error=type(error).__name__, exc_info=error)
            raise RetryRequested(delay=timedelta(seconds=min(2**job.attempts, 300)), reason=name) from error
        failpoint(f"{name}-before-ack")
        log.fact("job.done", job=name)


def register_schedule(queue: PgQueuer, name: str, schedule: Schedule, context: JobContext) -> None:
    """Enqueue a periodic job at its times: one of all workers does, and never while its last run is still queued or running."""

    @queue.schedule(name, schedule.when)
    async def turn(_: Turn) -> None:
        async with context.transaction() as db:
            await enqueue(db, name, NoArguments(), once=f"schedule:{name}")


def main() -> None:
    """Entry point of the worker process."""
    log.set_up()
    try:
        settings = settings_checks.refuse(Settings.from_env(os.environ))
    except SettingMissing as error:
        sys.exit(str(error))
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
