"""The house as a newcomer has it, on a real port with a worker process, over a database and a Redis of its own."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from backend.kit import migrate
from backend.kit.clock import Clock, utc_now
from backend.settings import ROOT, Settings
from tests.support.browsing import launched
from tests.support.servers import empty_papers, empty_redis, free_port, redis_of_live_house, serving
from tests.support.snapshot import Snapshot


class Live(msgspec.Struct):
    """One running house and the way back of its database."""

    settings: Settings
    admin_url: str
    snapshot: Snapshot


class MovedClock:
    """A clock that goes on as always, and can be moved ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def moves_to(self, moment: datetime) -> None:
        """Go on from a moment."""
        self.ahead = moment - utc_now()


@contextmanager
def running(settings: Settings, clock: Clock = utc_now) -> Iterator[None]:
    """Web, sample provider and worker; the worker is a process and lives by the clock of the machine."""
    from auth.sample import openid_provider
    from backend.app import create

    env = {**os.environ, **settings.to_env()}
    command = [sys.executable, "-m", "tests.support.live_worker"]
    worker = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    port, staff = (int(url.rpartition(":")[2]) for url in (settings.origin, settings.oidc_issuer))
    try:
        with serving(create(settings, clock), port), serving(openid_provider.create(settings.to_env()), staff):
            yield
    finally:
        worker.terminate()
        worker.wait(20)


@asynccontextmanager
async def living(
    root_url: str, settings: Settings, papers: Path, name: str, clock: Clock = utc_now
) -> AsyncIterator[Live]:
    """A running house over a database of its own; no other test uses it, so its worker does nobody else's jobs."""
    admin_url = await migrate.make_database(root_url, name, template="furnished")
    here = msgspec.structs.replace(
        settings, database_url=migrate.as_role(admin_url), redis_url=redis_of_live_house(settings.redis_url),
        storage_url=f"file://{papers}", origin=f"http://127.0.0.1:{free_port()}",
        oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client="futian", oidc_secret="s" * 32,
    )  # fmt: skip
    snapshot = Snapshot(admin_url)
    with running(here, clock):
        yield Live(here, admin_url, snapshot)
    await snapshot.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live_house(
    root_url: str, furnished: None, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Live]:
    """Started once for all tests of this process."""
    async with living(root_url, settings, tmp_path_factory.mktemp("live-papers"), "live") as house:
        yield house


@pytest_asyncio.fixture(loop_scope="session")
async def live(live_house: Live) -> Settings:
    """The running house, with nobody's traces of an earlier test."""
    await live_house.snapshot.idle()
    await live_house.snapshot.restore(without=("pgqueuer_schedules",))
    await empty_redis(live_house.settings)
    empty_papers(live_house.settings)
    return live_house.settings


@pytest.fixture
def live_admin_url(live: Settings, live_house: Live) -> str:
    """The database of the running house, as its owner."""
    return live_house.admin_url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's chromium, one for all tests of this process; each takes a context of its own."""
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def live_db(live_admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A look into the database of the running house."""
    db = await asyncpg.connect(live_admin_url)
    yield db
    await db.close()
