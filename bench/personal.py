"""A personal page (my cases) through the whole house beside two bare ASGI applications: one only renders the same template,
one makes the same reads first (the session, one transaction, three statements) and renders what it found.

`python -m bench.personal`: one granian worker each, the same connections, alternated, medians of requests and of CPU time.
"""

import asyncio
import statistics
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from backend.settings import Settings
from bench import over_http
from bench.house import CLIENTS, furnish, house, server

ROUNDS, REQUESTS = 5, 500
BARE = """
from pwa.templates import render
CARD = {"name": "高龄老人津贴申请", "href": "/cases/1", "status": "还没提交", "tone": "neutral", "turn": "轮到您", "due": "", "number": "FT1"}
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = render("cases/list.html", nav="cases", sample=True, token="t" * 40, path="/cases", unplaced=0, yours=[CARD], others=[], ended=[]).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
"""

READS = """
import os
from auth.session import cookie
from auth.session.sessions import Sessions
from backend.cases.papers import shared_file
from backend.cases.services import CaseServices
from backend.cases.receipts.signing import Signer
from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import local_date, utc_now
from backend.kit.crypto import Vault
from backend.kit.db import open_pool, transaction
from backend.kit.redis import open_redis
from backend.registers.client import Registers
from backend.residents.types import Acting
from backend.settings import Settings
from pwa.pages.cases.progress import progress
from pwa.templates import render
held = {}
async def lifespan(receive, send):
    await receive()
    settings = Settings.from_env(os.environ)
    pool, catalogue, vault = await open_pool(settings.database_url, settings.pool_size), PublishedCatalogue(), Vault(settings.sealing_keys, settings.hash_key)
    async with transaction(pool) as db:
        await catalogue.open(db, local_date(utc_now()))
    services = CaseServices(catalogue, vault, Signer(settings.receipt_keys), Registers(settings), settings.origin, True)
    held.update(pool=pool, services=services, sessions=Sessions(open_redis(settings.redis_url), vault, utc_now), secure=settings.secure)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
async def reads(db, person):
    waiting = await shared_file.all_waiting(db, Acting(person, person), utc_now())
    return {"unplaced": len(waiting), **await progress(db, held["services"], person, utc_now())}
async def app(scope, receive, send):
    if scope["type"] != "http":
        return await lifespan(receive, send)
    worn = dict(scope["headers"]).get(b"cookie", b"").decode()
    session = await held["sessions"].open(cookie.read(worn, held["secure"])) if worn else None
    async with transaction(held["pool"]) as db:
        found = await reads(db, session.person) if session else {"yours": [], "others": [], "ended": [], "unplaced": 0}
    body = render("cases/list.html", nav="cases", sample=True, token="t" * 40, path="/cases", **found).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
"""


def main() -> None:
    """Alternate and print the ratio of the times."""
    with house() as (folder, settings, admin):
        asyncio.run(furnish(settings, admin, CLIENTS))
        run(settings, folder)


def run(settings: Settings, folder: Path) -> None:
    """The rounds."""
    (folder / "bare_page.py").write_text(BARE)
    (folder / "bare_reads.py").write_text(READS)
    held, env = asyncio.run(over_http.sessions(settings, CLIENTS)), {**settings.to_env(), "PYTHONPATH": f"{folder}:."}
    with (
        server("backend.app:create", env, "--factory") as ours,
        server("bare_reads:app", env) as reads,
        server("bare_page:app", env) as bare,
    ):
        sides = {"ours": (ours, [], []), "bare, the same reads": (reads, [], []), "bare render": (bare, [], [])}
        for _ in range(ROUNDS):
            for origin, rates, costs in sides.values():
                asked, before = (
                    [over_http.get(settings, origin, "/cases", held[n % CLIENTS]) for n in range(REQUESTS)],
                    cpu_of(origin),
                )
                rates.append(asyncio.run(over_http.send_all(origin, asked, 200))[0])
                costs.append((cpu_of(origin) - before) / REQUESTS)
    rate, cost = ({name: statistics.median(side[n]) for name, side in sides.items()} for n in (1, 2))
    for name in sides:
        against = f"ours takes {rate[name] / rate['ours']:.2f} x the time, {cost['ours'] / cost[name]:.2f} x the CPU"
        print(f"my cases   {name:22} {rate[name]:7.0f} /s   {cost[name] * 1e6:7.0f} us CPU   {against}")


def cpu_of(origin: str) -> float:
    """Seconds of CPU that the server at this address and its children have taken."""
    port = urlsplit(origin).port
    top = next(
        c.pid
        for c in psutil.net_connections("tcp")
        if c.laddr.port == port and c.status == psutil.CONN_LISTEN and c.pid
    )
    found = [psutil.Process(top), *psutil.Process(top).children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in found)


if __name__ == "__main__":
    main()
