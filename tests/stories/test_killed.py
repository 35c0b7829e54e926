"""Kill -9 of web or worker at any named point loses nothing and doubles nothing."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from backend.materials.samples import cast_papers as pictures
from backend.settings import ROOT, Settings
from tests import people
from tests.conftest import free_port
from tests.journey import Resident, said
from tests.process import UVICORN
from tests.support.allowance import ALLOWANCE, fill_in

pytestmark = pytest.mark.nightly("kills")

POINTS = [
    ("submit-before-write", "read-material-before"),
    ("submit-before-commit", "reading-before-write"),
    ("paper-before-commit", "read-material-before-ack"),
    ("", "deliver-notice-before"),
    ("", "deliver-notice-before-ack"),
]


class Part:
    """A process that is started again whenever it dies, as an operator's supervisor would."""

    def __init__(self, command: list[str], settings: Settings, point: str, flag: Path) -> None:
        armed = {"FUTIAN_FAILPOINT": point, "FUTIAN_FAILPOINT_FLAG": str(flag)}
        self.command, self.env, self.deaths = command, {**os.environ, **settings.to_env(), **armed}, 0
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self.command, cwd=ROOT, env=self.env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    def tend(self) -> None:
        """Start it again if it died."""
        if self.process.poll() is not None:
            self.deaths += 1
            self.process = self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


class Stubborn(httpx.AsyncBaseTransport):
    """A browser's patience: a connection that breaks is tried again, with the same bytes."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.wire, self.parts = httpx.AsyncHTTPTransport(), parts

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        for _ in range(300):
            try:
                return await self.wire.handle_async_request(request)
            except httpx.TransportError:
                await asyncio.sleep(0.2)
                for part in self.parts:
                    part.tend()
        raise AssertionError("the house did not come back")


@asynccontextmanager
async def house(
    settings: Settings, web_point: str, worker_point: str, folder: Path
) -> AsyncIterator[tuple[Resident, Part, Part]]:
    """Web and worker with one point armed each, and a resident in front."""
    port = free_port()
    here = msgspec.structs.replace(settings, origin=f"http://127.0.0.1:{port}")
    web = Part([*UVICORN, str(port)], here, web_point, folder / "web")
    worker = Part([sys.executable, "-m", "backend.worker"], here, worker_point, folder / "worker")
    headers = {"accept": "text/html", "origin": here.origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(
        transport=Stubborn((web, worker)), base_url=here.origin, headers=headers, follow_redirects=True, timeout=30
    ) as browser:
        yield Resident(browser, people.GRANDMOTHER, here.sms_url), web, worker
    web.stop()
    worker.stop()


async def until(holds: Callable[[], Any], worker: Part, seconds: float = 60) -> None:
    """Wait until something holds, tending the worker meanwhile."""
    end = time.monotonic() + seconds
    while not await holds():
        worker.tend()
        assert time.monotonic() < end, "it never came to be"
        await asyncio.sleep(0.3)


@pytest.mark.parametrize(("web_point", "worker_point"), POINTS, ids=lambda p: p or "-")
async def test_killed_there_and_all_is_well(
    web_point: str, worker_point: str, settings: Settings, clean: None, admin_url: str, tmp_path: Path
) -> None:
    db = await asyncpg.connect(admin_url)
    async with house(settings, web_point, worker_point, tmp_path) as (grandmother, web, worker):
        await grandmother.signs_in()
        case = await grandmother.begins(ALLOWANCE)
        await fill_in(grandmother, case)
        await grandmother.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER))

        async def read() -> bool:
            return bool(await db.fetchval("select verdict = 'passed' from material where state = 'read'"))

        await until(read, worker)
        assert "通过了" in said(await grandmother.hands_in(case))

        async def quiet() -> bool:
            return not await db.fetchval("select count(*) from pgqueuer")

        await until(quiet, worker)
        assert web.deaths == bool(web_point)
        assert worker.deaths == bool(worker_point)
    for table in ("decision", "receipt", "notice"):
        assert await db.fetchval(f"select count(*) from {table}") == 1, table
    assert await db.fetchval("select count(*) from case_event where kind = 'submitted'") == 1
    assert await db.fetchval("select count(*) from material where state in ('waiting', 'read')") == 1
    await db.close()
