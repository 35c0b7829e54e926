"""Background jobs enqueued in the transaction of the work that needs them (transactional outbox on pgqueuer)."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from backend.kit.sql import Db

ENQUEUE = """
insert into pgqueuer (priority, entrypoint, payload, execute_after, status, dedupe_key)
values ($5, $1, $2, now() + make_interval(secs => $3), 'queued', $4) on conflict do nothing
"""
ENQUEUE_MANY = """
insert into pgqueuer (priority, entrypoint, payload, execute_after, status, dedupe_key)
select 0, $1, j.payload, now(), 'queued', j.once from unnest($2::bytea[], $3::text[]) as j (payload, once) on conflict do nothing
"""
SHENZHEN = 8  # hours ahead of UTC, in which the queue reads its schedules; no summer time since 1991


class NoArguments(Struct, frozen=True, forbid_unknown_fields=True):
    """Arguments of a periodic job: none."""


async def enqueue(
    db: Db, job: str, arguments: Struct, *, after_seconds: float = 0, once: str | None = None, ahead: int = 0
) -> None:
    """Enqueue a job that runs after this transaction commits; arguments are ids, never personal data.

    `ahead`: how many jobs of the same person wait already. Each of them puts this one further back, so that turns go round
    among people instead of in the order of arrival.
    """
    await db.execute(ENQUEUE, job, msgspec.json.encode(arguments), after_seconds, once, -ahead)


async def enqueue_many(db: Db, job: str, arguments: Sequence[Struct], once: Sequence[str]) -> None:
    """Enqueue one job for each of many arguments, in one statement; `once`: the key of each."""
    payloads = [msgspec.json.encode(one) for one in arguments]
    await db.execute(ENQUEUE_MANY, job, payloads, list(once))


def daily(hour: int, minute: int = 0) -> str:
    """Return the cron schedule of a job that runs once a day at this time in Shenzhen."""
    return f"{minute} {(hour - SHENZHEN) % 24} * * *"


def every(minutes: int) -> str:
    """Return the cron schedule of a job that runs every so many minutes."""
    return f"*/{minutes} * * * *"
