"""The house as a process of its own behind a real socket, as it runs outside of tests."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from backend.settings import ROOT, Settings
from backend.up import server
from tests import people
from tests.conftest import free_port
from tests.journey import Resident
from tests.stories.test_senior_allowance import ALLOWANCE
from tests.uploading import Sender, begun

UVICORN = [sys.executable, "-m", "uvicorn", "--factory", "backend.app:create", "--log-level", "error", "--port"]


class Process:
    """One web server of the house; may be ended and started again on the same port."""

    def __init__(self, settings: Settings, kind: str, **environ: str) -> None:
        self.port = free_port()
        self.settings = msgspec.structs.replace(settings, origin=f"http://127.0.0.1:{self.port}", upload_idle_seconds=1.0)
        self.command = server("backend.app:create", self.port) if kind == "granian" else [*UVICORN, str(self.port)]
        self.environ = environ
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it answers."""
        env = {**os.environ, **self.settings.to_env(), **self.environ}
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.settings.origin}/livez", timeout=2).close()
                return self.process
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the house did not start")

    def stop(self) -> int:
        """Ask it to end, and wait."""
        self.process.terminate()
        return self.process.wait(30)


@pytest.fixture(scope="module")
def process(settings: Settings, seeded: None, request: pytest.FixtureRequest) -> Iterator[Process]:
    """The house behind the server that we ship with, or behind the one that a test names."""
    found = Process(settings, getattr(request, "param", "granian"))
    yield found
    found.stop()


@pytest.fixture
async def caller(process: Process, clean: None) -> AsyncIterator[Sender]:
    """The grandmother, signed in over the wire, with a case begun."""
    async for found in calling(process):
        yield found


async def calling(process: Process, member: Any = people.GRANDMOTHER) -> AsyncIterator[Sender]:
    """Somebody signed in over the wire."""
    origin = process.settings.origin
    headers = {"accept": "text/html", "origin": origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=origin, headers=headers, follow_redirects=True, timeout=30) as browser:
        yield await begun(Resident(browser, member, process.settings.sms_url), ALLOWANCE)


@pytest.fixture
def stored(process: Process) -> Callable[[str], Path]:
    """Where something rests on disk."""
    return lambda name: Path(process.settings.storage_url.removeprefix("file://")) / name
