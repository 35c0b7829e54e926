"""A request that is cut off at any moment leaves its connection clean, and nobody gets another's answer."""

import asyncio
import os
import random
from contextlib import suppress

import asyncpg

from backend.kit.db import open_pool, transaction

REQUESTS, AT_ONCE = 10_000 if os.environ.get("FUTIAN_NIGHT") else 600, 40


async def one(pool: asyncpg.Pool, canary: int, heard: list[tuple[int, int]]) -> None:
    """A unit of work: what it writes and what it hears back carries its own number."""
    async with transaction(pool) as db:
        await db.execute("insert into cut_off (canary) values ($1)", canary)
        heard.append((canary, await db.fetchval("select $1::int from pg_sleep(0.0002)", canary)))
        heard.append((canary, await db.fetchval("select max(canary) from cut_off where canary = $1", canary)))


async def test_requests_cut_off_at_random_poison_nothing(admin_url: str) -> None:
    chance = random.Random(7)
    pool = await open_pool(admin_url, 5)
    heard: list[tuple[int, int]] = []
    done: set[int] = set()
    try:
        await pool.execute("create table cut_off (canary int)")

        async def asked(canary: int) -> None:
            task = asyncio.create_task(one(pool, canary, heard))
            if canary % 3:  # two of three are cut off, at any point of their work
                asyncio.get_running_loop().call_later(chance.random() * 0.02, task.cancel)
            with suppress(asyncio.CancelledError):
                await task
                done.add(canary)

        for start in range(0, REQUESTS, AT_ONCE):
            await asyncio.gather(*(asked(n) for n in range(start, start + AT_ONCE)))
        assert all(canary == answer for canary, answer in heard)
        kept = {row["canary"] for row in await pool.fetch("select canary from cut_off")}
        assert done <= kept  # what was acknowledged is there; a commit whose answer was cut off may be there too
        assert {n for n in range(REQUESTS) if n % 3 == 0} <= done
        assert len(done) < REQUESTS
        connections = [await pool.acquire() for _ in range(5)]
        assert not any(db.is_in_transaction() for db in connections)
        for db in connections:
            assert (
                await db.fetchval(
                    "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
                )
                == 0
            )
            await pool.release(db)
    finally:
        await pool.execute("drop table if exists cut_off")
        await pool.close()
