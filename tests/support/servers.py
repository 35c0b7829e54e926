"""Real servers for tests: where they are, ports, and applications on a port."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from redis.asyncio import Redis

from backend.settings import Settings

DATABASES = 16  # of one Valkey: the first half for the tests of each process, the second half for its live house


def number() -> int:
    """Which of the test processes of this run this is."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def redis_of_live_house(redis_url: str) -> str:
    """The numbered database that only the live house of this process uses."""
    return f"{redis_url.partition('?')[0]}?db={DATABASES // 2 + number() % (DATABASES // 2)}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: Any, port: int) -> Iterator[str]:
    """An ASGI application on a real port, in a thread of its own."""
    server = uvicorn.Server(
        uvicorn.Config(app, "127.0.0.1", port, log_level="error", lifespan="on", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started, "the server did not start"
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


async def empty_redis(settings: Settings) -> None:
    """Forget limits and sessions."""
    redis = Redis.from_url(settings.redis_url)
    await redis.flushdb()
    await redis.aclose()


def empty_papers(settings: Settings) -> None:
    """Remove stored files; the signed heads of the audit stand beside them."""
    papers = Path(settings.storage_url.removeprefix("file://"))
    for left in (*papers.glob("*"), *papers.with_name(papers.name + "-audit").glob("*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
