"""A campaign to hundreds of thousands is frozen: how long each transaction takes, and how long a page's statement and a pause wait beside it.

Run by `python -m bench.audience`, or alone: `python -m bench.campaign_freezing [--people N]`.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import asyncpg

from backend.campaigns.editorial import editing, editor_actions, freeze_audience
from backend.campaigns.editorial import store as campaigns
from backend.kit import embedded_servers, migrate
from backend.kit.db import open_pool, transaction
from bench.campaign_steering import CAMPAIGN, EDITOR
from bench.crowd import NOW

FILLED = 10_000
PEOPLE = """
with made as (insert into person (id, assurance) select gen_random_uuid(), 3 from generate_series(1, $1) returning id)
insert into profile (person, facts, refreshed_at) select id, '{}', now() from made
"""


async def main() -> None:
    """Freeze one."""
    asked = argparse.ArgumentParser(description="freezing of a campaign")
    asked.add_argument("--people", type=int, default=300_000)
    people = asked.parse_args().people
    with tempfile.TemporaryDirectory(prefix="bench-freezing-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # the database server runs as another user
        root = embedded_servers.start_postgres(Path(folder) / "postgres")
        try:
            url = await migrate.make_database(root, "freezing")
            await asyncio.to_thread(migrate.upgrade, url)
            await freeze(url, people)
        finally:
            embedded_servers.stop_postgres(Path(folder) / "postgres")


async def freeze(url: str, people: int) -> None:
    """Write down who is meant, and let them enter the ledger, while somebody reads and pauses."""
    pool = await open_pool(url, 6)
    async with pool.acquire() as db:
        for first in range(0, people, FILLED):
            await db.execute(PEOPLE, min(FILLED, people - first))
        id = await editing.begin(db, CAMPAIGN, EDITOR, NOW)
        await db.execute("update campaign set state = 'scheduled', approver = 'another' where id = $1", id)
        campaign = await campaigns.campaign(db, id=id)
        places = [row["place"] for row in await db.fetch("select place from population order by place")]
    took: list[float] = []
    began = time.perf_counter()
    async with measured(pool, took) as db:
        await freeze_audience.freeze_members(db, campaign, places, NOW)
    written, waited = took.pop(), asyncio.create_task(waiting(pool, campaign.id))
    short = partial(measured, pool, took)
    while not await freeze_audience.enter_members(short, campaign, NOW, time.monotonic() + 3600):
        pass
    whole = time.perf_counter() - began
    waited.cancel()
    pages, pauses = WAITED
    print(
        f"freezing {len(places):,} people: {written:.2f} s to write down who is meant, then {len(took):,} transactions of {freeze_audience.PART:,}, the "
        f"longest {max(took) * 1000:,.0f} ms; {whole:.1f} s in all; beside it a read took {max(pages) * 1000:,.0f} ms at most of {len(pages):,}, a pause "
        f"{max(pauses) * 1000:,.0f} ms at most of {len(pauses):,} (limit 1,000)"
    )
    await pool.close()


WAITED: tuple[list[float], list[float]] = ([], [])


@asynccontextmanager
async def measured(pool: asyncpg.Pool, took: list[float]) -> AsyncIterator[asyncpg.Connection]:
    """A transaction whose time is noted."""
    began = time.perf_counter()
    async with transaction(pool) as db:
        yield db
    took.append(time.perf_counter() - began)


async def waiting(pool: asyncpg.Pool, id: object) -> None:
    """Somebody opens the page of the campaign, pauses it and goes on, again and again."""
    while True:
        began = time.perf_counter()
        async with transaction(pool) as db:
            await campaigns.campaign(db, id=id)
            await campaigns.entering(db, campaign=id)
        WAITED[0].append(time.perf_counter() - began)
        began = time.perf_counter()
        async with transaction(pool) as db:
            await editor_actions.pause(db, id, EDITOR, NOW)  # type: ignore[arg-type]  # what a pause reads of a member of staff
        WAITED[1].append(time.perf_counter() - began)
        async with transaction(pool) as db:
            await db.execute("update campaign set state = 'running' where id = $1", id)
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(main())
