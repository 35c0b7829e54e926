"""The catalogue: list, item, page and search beside a bare ASGI app, loading and checking, memory, and how soon a publication is seen.

`python -m bench.catalogue`: one granian worker each, alternated rounds, medians; four web processes for the publication.
"""

import asyncio
import statistics
import time
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import asyncpg
import msgspec
import psutil
from msgspec.structs import replace

from backend.catalogue.check import check_catalogue
from backend.catalogue.published import Content, PublishedCatalogue
from backend.catalogue.versions import publish, save_draft
from backend.kit.clock import local_date
from backend.kit.db import prepare
from backend.seed import seed
from backend.settings import Settings
from bench.house import house, server
from bench.page import BARE, compare, fetch

PLACES = {
    "/api/services": "application/json", "/api/services/FT0205001": "application/json",
    "/api/services/FT0205001.jsonld": "application/ld+json", "/services/FT0205001": "text/html",
}  # fmt: skip
CODE, PROCESSES, PUBLICATIONS, LIMIT = "FT0205013", 4, 6, 0.5


def main() -> None:
    """Measure and print."""
    loading()
    with house() as (folder, settings, _):
        asyncio.run(seed(settings))
        beside_bare(settings, folder)
        seen_by_all(settings)


def loading() -> None:
    """Reading and checking all service files."""
    best = min(check_catalogue(rules=False).seconds for _ in range(5))
    print(f"load and check 212 files  {best:.2f} s   limit {LIMIT} s   ratio {best / LIMIT:.2f}")
    with_rules = check_catalogue()
    print(f"with {with_rules.rules} rule files and their cases  {with_rules.seconds:.2f} s")


def beside_bare(settings: Settings, folder: Path) -> None:
    """Each answer from our front and from a bare application with the same bytes and headers."""
    with server("backend.app:create", settings.to_env(), "--factory") as ours:
        asked = {path: {"Accept": kind, "Accept-Encoding": "br"} for path, kind in PLACES.items()}
        for path, headers in asked.items():
            fetch(ours + path, headers)  # made once, then in the page cache
        found = {path: fetch(ours + path, headers) for path, headers in asked.items()}
        # the bare server is asked for it to see whether it is up
        found["/"] = fetch(ours + "/", {"Accept": "text/html"})
        text = BARE.format(body={p: f[0] for p, f in found.items()}, headers={p: f[1] for p, f in found.items()})
        (folder / "bare.py").write_text(text)
        with server("bare:app", {"PYTHONPATH": str(folder)}) as bare:
            for path, headers in asked.items():
                compare("cached, br", ours + path, bare + path, path, headers, len(found[path][0]))
            path = "/api/services"
            unchanged = {**asked[path], "If-None-Match": found[path][2]}
            compare("unchanged, 304", ours + path, bare + path, path, unchanged, 0)
        searched(ours, folder)
        memory()


def searched(ours: str, folder: Path) -> None:
    """What can't be made before it is asked for: a search, beside the same bytes given away for nothing."""
    query = "?q=" + quote("老人补贴怎么领")
    asked = {"/api/services": {"Accept": "application/json"}, "/services": {"Accept": "text/html"}}
    found = {path: fetch(ours + path + query, headers) for path, headers in asked.items()}
    found["/"] = fetch(ours + "/", {"Accept": "text/html"})
    text = BARE.format(body={p: f[0] for p, f in found.items()}, headers={p: f[1] for p, f in found.items()})
    (folder / "bare_search.py").write_text(text)
    with server("bare_search:app", {"PYTHONPATH": str(folder)}) as bare:
        for path, headers in asked.items():
            compare("searched", ours + path + query, bare + path, path + "?q=", headers, len(found[path][0]))


def memory() -> None:
    """What one web process holds that no other process shares."""
    workers = [p for p in psutil.Process().children(recursive=True) if "backend.app:create" in " ".join(p.cmdline())]
    sizes = [p.memory_full_info().uss / 1e6 for p in workers]
    print(
        f"memory of a web process   {max(sizes):.0f} MB unshared (the largest of {len(sizes)} processes of one server)"
    )


def seen_by_all(settings: Settings) -> None:
    """From the commit of a publication until each of four processes answers with it."""
    with ExitStack() as stack:
        urls = [
            stack.enter_context(server("backend.app:create", settings.to_env(), "--factory")) for _ in range(PROCESSES)
        ]
        time.sleep(1)  # until all of them listen
        spans = [asyncio.run(publication(settings, urls, n)) for n in range(PUBLICATIONS)]
    every = [one for span in spans for one in span]
    print(f"publish to visible, {PROCESSES} processes   median {statistics.median(every):.0f} ms   "
          f"slowest {max(every):.0f} ms   limit 1000 ms   ratio {max(every) / 1000:.2f}")  # fmt: skip


async def publication(settings: Settings, urls: list[str], number: int) -> list[float]:
    """One publication; how many milliseconds each process took."""
    says = f"第{number}次发布的说明。"
    db = await asyncpg.connect(settings.database_url)
    await prepare(db)
    now, catalogue = datetime.now(UTC), PublishedCatalogue()
    async with db.transaction():
        await catalogue.open(db, local_date(now))
        held = catalogue.in_force[CODE]
        content = Content(service=replace(held.service, purpose=says), rules=held.rules, instant=held.instant)
        others = {code: v.service for code, v in catalogue.in_force.items()}
        await save_draft(db, content, author="writer", now=now)
        await publish(db, CODE, others, approver="approver", seen=content.digest(), now=now)
    began = time.perf_counter()
    await db.close()
    return await asyncio.gather(*(asyncio.to_thread(until_it_says, url, says, began) for url in urls))


def until_it_says(url: str, says: str, began: float) -> float:
    """Ask again and again until the new words are there."""
    while True:
        with urllib.request.urlopen(f"{url}/api/services/{CODE}") as answer:
            if msgspec.json.decode(answer.read())["purpose"] == says:
                return (time.perf_counter() - began) * 1000
        time.sleep(0.005)


if __name__ == "__main__":
    main()
