"""`python -m bench.messages`: pages beside a worker that owes messages, and short messages beside a bare client.

Pages: GET /cases of residents who are signed in, one at a time with pauses, with one granian worker. Another process owes in every second
window of some seconds, so that what else the machine does falls on both sides alike; the limit is for the median of the pairs.
Short messages: the gateway's client against one POST of the same bytes by aiohttp, to the same local server.
"""

import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from multiprocessing.synchronize import Event
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
import asyncpg
import msgspec
from aiohttp import web

from backend.campaigns import owe
from backend.cases.services import case_services
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import open_pool, prepare, transaction
from backend.kit.sql import Db
from backend.notices.sms import SmsGateway, SmsMessage
from backend.registers.client import Registers
from backend.registers.signature import signed
from backend.settings import Settings
from bench import over_http
from bench.crowd import NOW, crowd
from bench.house import CLIENTS, furnish, house, server

WINDOWS, SECONDS, PAUSE = 12, 2.5, 0.02
ROUNDS, MESSAGES = 5, 400


def main() -> None:
    """Both."""
    log.set_up("ERROR")
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 24_000
    asyncio.run(sending())
    with house() as (_, settings, admin):
        asyncio.run(furnish(settings, admin, CLIENTS))
        held = asyncio.run(over_http.sessions(settings, CLIENTS))
        asyncio.run(crowded(admin, people))
        with server("backend.app:create", settings.to_env(), "--factory") as origin:
            beside_owing(settings, admin, origin, held)


def beside_owing(settings: Settings, admin: str, origin: str, held: list[str]) -> None:
    """Windows alone and beside owing, one after the other."""
    asyncio.run(latencies(settings, origin, held, 3))
    started = multiprocessing.get_context("spawn")
    ready, at_work, seconds = started.Event(), started.Event(), 0.0
    worker = started.Process(target=owing, args=(settings.to_env(), ready, at_work), daemon=True)
    worker.start()
    ready.wait()
    alone, beside = list[list[float]](), list[list[float]]()
    for _ in range(WINDOWS):
        alone.append(asyncio.run(latencies(settings, origin, held, SECONDS)))
        at_work.set()
        began = time.perf_counter()
        beside.append(asyncio.run(latencies(settings, origin, held, SECONDS)))
        at_work.clear()
        seconds += time.perf_counter() - began
    over = not worker.is_alive()
    worker.kill()
    told = asyncio.run(told_so_far(admin))
    pairs = sorted(p95(b) / p95(a) for a, b in zip(alone, beside, strict=True))
    for name, windows in (("alone", alone), ("beside owing", beside)):
        spans = [span for window in windows for span in window]
        print(f"pages {name:<18} p50 {statistics.median(spans):6.1f} ms   p95 {p95(spans):6.1f} ms   of {len(spans):,}")
    print(
        f"95th percentile beside to alone: median of {WINDOWS} pairs {statistics.median(pairs):.2f} (limit 1.3), {pairs[0]:.2f} to {pairs[-1]:.2f}"
    )
    print(
        f"owing beside pages       {told / seconds:,.0f} persons/s (limit 500)" + (", too few were due" if over else "")
    )


def p95(spans: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(spans, n=20)[-1]


async def crowded(admin: str, people: int) -> None:
    """Residents to whom something is due."""
    db = await asyncpg.connect(admin)
    await prepare(db)
    await crowd(db, people)
    await db.execute("vacuum analyze")
    await db.close()


async def told_so_far(admin: str) -> int:
    """How many persons were told."""
    db = await asyncpg.connect(admin)
    told = await db.fetchval("select count(*) from owed_message where state = 'delivered'")
    await db.close()
    return int(told)


async def latencies(settings: Settings, origin: str, held: list[str], seconds: float) -> list[float]:
    """Milliseconds of each of the pages asked for one after the other."""
    parts, spans, end, n = urlsplit(origin), list[float](), time.perf_counter() + seconds, 0
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
    while time.perf_counter() < end:
        request, at = over_http.get(settings, origin, "/cases", held[n % len(held)]), time.perf_counter()
        writer.write(request)
        await over_http.answered(reader, 200)
        spans.append((time.perf_counter() - at) * 1000)
        n += 1
        await asyncio.sleep(PAUSE)
    writer.close()
    return spans


def owing(env: dict[str, str], ready: Event, at_work: Event) -> None:
    """Owe what is due while `at_work`, in this process."""

    async def work() -> None:
        settings = Settings.from_env(env)
        pool, services = await open_pool(settings.database_url, 4), case_services(settings, Registers(settings))
        async with pool.acquire() as db:
            await services.catalogue.open(db, local_date(NOW))
        ready.set()

        @asynccontextmanager
        async def turn() -> AsyncIterator[Db]:
            if not at_work.is_set():
                await asyncio.to_thread(at_work.wait)
            async with transaction(pool) as db:
                yield db

        await owe.owe_due(turn, services, NOW)
        await pool.close()

    asyncio.run(work())


async def sending() -> None:
    """Short messages through the gateway's client, and the same bytes by a bare one."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=202)

    app = web.Application()
    app.router.add_post("/messages", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    body = msgspec.json.encode(SmsMessage("+8619900000001", "personal_message", {}, uuid4()))
    async with aiohttp.ClientSession() as session, aclosing(SmsGateway(url, "key")) as gateway:

        async def bare() -> None:
            headers = {**signed("key", body, int(time.time())), "Content-Type": "application/json"}
            async with session.post(f"{url}/messages", data=body, headers=headers, allow_redirects=False) as answer:
                assert answer.status == 202

        async def ours() -> None:
            await gateway.send("+8619900000001", "personal_message")

        rates: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(ROUNDS):
            rates["ours"].append(await rate(ours))
            rates["bare"].append(await rate(bare))
    await runner.cleanup()
    mine, theirs = statistics.median(rates["ours"]), statistics.median(rates["bare"])
    print(f"short messages           {mine:,.0f}/s, bare client {theirs:,.0f}/s: {mine / theirs:.2f} (limit 0.5)")


async def rate(work: Callable[[], Awaitable[None]]) -> float:
    """How often a second, one after the other."""
    began = time.perf_counter()
    for _ in range(MESSAGES):
        await work()
    return MESSAGES / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
