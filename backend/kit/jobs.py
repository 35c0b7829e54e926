"""Jobs that commit with the work that asked for them: a row in the queue of pgqueuer, in the same transaction."""

import msgspec
from msgspec import Struct

from backend.kit.sql import Db

ENQUEUE = """
insert into pgqueuer (priority, entrypoint, payload, execute_after, status, dedupe_key)
values (0, $1, $2, now() + make_interval(secs => $3), 'queued', $4) on conflict do nothing
"""


async def enqueue(db: Db, job: str, arguments: Struct, *, after_seconds: float = 0, once: str | None = None) -> None:
    """Ask the worker to do this after the transaction commits; arguments are ids, never personal data."""
    await db.execute(ENQUEUE, job, msgspec.json.encode(arguments), after_seconds, once)
