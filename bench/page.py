"""Home and a service page beside a bare ASGI app that returns the same bytes; and a personal page beside its bare render.

`python -m bench.page`: one granian worker each, wrk where it is installed (apt-get install wrk), else our own client; alternated, medians.
"""

import asyncio
import re
import shutil
import statistics
import subprocess
import time
import urllib.request
from pathlib import Path

import aiohttp

from backend.seed import seed
from backend.settings import Settings
from bench.house import house, server

SECONDS, ROUNDS, CONNECTIONS = 1, 5, 32
PATHS = ("/", "/services/FT0205001")
# of this connection, not of the page; "close" would cost the bare one its speed
HOP = {"date", "server", "transfer-encoding", "connection"}
BARE = """
BODIES = {body!r}
HEADERS = {headers!r}
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    path = scope["path"]
    if dict(scope["headers"]).get(b"if-none-match"):
        await send({{"type": "http.response.start", "status": 304, "headers": HEADERS[path]}})
        await send({{"type": "http.response.body", "body": b""}})
        return
    await send({{"type": "http.response.start", "status": 200, "headers": HEADERS[path]}})
    await send({{"type": "http.response.body", "body": BODIES[path]}})
"""


def load(url: str, headers: dict[str, str]) -> float:
    """Requests a second."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return asyncio.run(own_client(url, headers))
    flags = [f for name, value in headers.items() for f in ("-H", f"{name}: {value}")]
    said = subprocess.run(
        [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *flags, url], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


async def own_client(url: str, headers: dict[str, str]) -> float:
    """The same from Python, slower but everywhere."""
    done, until = 0, time.monotonic() + SECONDS
    async with aiohttp.ClientSession(auto_decompress=False, headers=headers) as session:

        async def one() -> None:
            nonlocal done
            while time.monotonic() < until:
                async with session.get(url) as answer:
                    await answer.read()
                done += 1

        await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return done / SECONDS


def fetch(url: str, headers: dict[str, str]) -> tuple[bytes, list[tuple[bytes, bytes]], str]:
    """A page as it comes over the wire: body, headers, ETag."""
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request) as answer:
        kept = [(k.lower().encode(), v.encode()) for k, v in answer.getheaders() if k.lower() not in HOP]
        return answer.read(), kept, answer.headers["etag"]


def shelved(url: str, headers: dict[str, str]) -> tuple[bytes, list[tuple[bytes, bytes]], str]:
    """The page once it is made and in the page cache: the catalogue's first edition may still empty it."""
    while True:
        found = fetch(url, headers)
        if found[2]:
            return found
        time.sleep(0.1)


def main() -> None:
    """Our front and the bare application in turn, page by page, cached and unchanged."""
    with house() as (folder, settings, _):
        asyncio.run(seed(settings))
        run(settings, folder)


def run(settings: Settings, folder: Path) -> None:
    """Measure and print."""
    ask = {"Accept": "text/html", "Accept-Encoding": "br"}
    with server("backend.app:create", settings.to_env(), "--factory") as ours:
        found = {path: shelved(ours + path, ask) for path in PATHS}
        text = BARE.format(body={p: f[0] for p, f in found.items()}, headers={p: f[1] for p, f in found.items()})
        (folder / "bare.py").write_text(text)
        with server("bare:app", {"PYTHONPATH": str(folder)}) as bare:
            for path in PATHS:
                compare("cached, br", ours + path, bare + path, path, ask, len(found[path][0]))
                compare("unchanged, 304", ours + path, bare + path, path, {**ask, "If-None-Match": found[path][2]}, 0)


def compare(what: str, ours: str, bare: str, path: str, headers: dict[str, str], size: int) -> None:
    """One line: medians of alternated rounds and their ratio."""
    a, b = [], []
    for _ in range(ROUNDS):
        a.append(load(ours, headers))
        b.append(load(bare, headers))
    x, y = statistics.median(a), statistics.median(b)
    print(f"{path:24} {what:16} {size:7} B   ours {x:8.0f} /s   bare ASGI {y:8.0f} /s   ratio {x / y:.2f}")


if __name__ == "__main__":
    main()
