"""Real servers for every test: PostgreSQL, Valkey, the sample world, the house itself; the clock is held."""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
import structlog
from httpx._transports import default

from backend.kit import embedded_servers, migrate
from backend.kit.crypto import HashKey, Key
from backend.kit.db import open_pool
from backend.settings import Settings
from tests.support import snapshot
from tests.support.houses import opened
from tests.support.remembering import Remembering
from tests.support.servers import DATABASES, empty_papers, empty_redis, free_port, number, serving
from tests.tripwire import Tripwire

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in Shenzhen, on the day of the stories
KEPT = {"alembic_version", "service_version", "service_switch", "working_day", "calendar_year"}


pytest_plugins = ["tests.support.gate", "tests.support.live"]


class HeldClock:
    """A clock that moves only when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


def pytest_configure(config: pytest.Config) -> None:
    """The first process makes the folder that all test processes of this run share; a database server's user enters it."""
    config.pluginmanager.register(Tripwire(), "tripwire")
    default.create_ssl_context = cache(default.create_ssl_context)  # each client would read all certificates there are
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )  # drawing locals takes seconds
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
    if "FUTIAN_TEST_GROUNDS" not in os.environ:
        folder = tempfile.mkdtemp(prefix="futian-tests-")
        Path(folder).chmod(0o755)
        os.environ["FUTIAN_TEST_GROUNDS"] = folder
        config.stash[MINE] = Path(folder)


MINE: pytest.StashKey[Path] = pytest.StashKey()


@pytest.fixture(scope="session")
def grounds() -> Path:
    """The folder of this test process: it has servers of its own, since one test restarts them."""
    folder = Path(os.environ["FUTIAN_TEST_GROUNDS"]) / os.environ.get("PYTEST_XDIST_WORKER", "one")
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Of several test processes, one after the other."""
    with path.open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def root_url(grounds: Path) -> str:
    """The PostgreSQL of this test process, as superuser; `model` is a migrated database to copy from."""
    with one_at_a_time(grounds / "servers.lock"):
        root = embedded_servers.start_postgres(grounds / "postgres")
        template = asyncio.run(migrate.make_database(root, "model"))
        migrate.upgrade(template)
        asyncio.run(migrate.grant(template))
        return root


@pytest.fixture(scope="session")
def model_url(root_url: str) -> str:
    """A migrated database that nobody fills, as its owner."""
    return asyncio.run(migrate.make_database(root_url, "model"))


@pytest.fixture(scope="session")
def redis_url(grounds: Path) -> str:
    """The Valkey of this test process."""
    with one_at_a_time(grounds / "servers.lock"):
        url, _ = embedded_servers.start_valkey(grounds / "valkey")
    return f"{url}?db={number() % (DATABASES // 2)}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that made the folder stops the servers in it, whatever happened."""
    folder = config.stash.get(MINE, None)
    if folder is None:
        return
    for own in folder.iterdir():
        embedded_servers.stop_valkey(own / "valkey")
        embedded_servers.stop_postgres(own / "postgres")
    shutil.rmtree(folder, ignore_errors=True)
    del os.environ["FUTIAN_TEST_GROUNDS"]


REGISTER_KEY, SMS_KEY = "test-register-key", "test-sms-key"


@pytest.fixture(scope="session")
def sample_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shipped sample registers and the sample phone, over HTTP."""
    from backend.registers.sample.app import create

    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY, "FUTIAN_SMS_KEY": SMS_KEY, "FUTIAN_ORIGIN": "http://127.0.0.1:8000",
        "VAR": str(tmp_path_factory.mktemp("world")),
    }  # fmt: skip
    with serving(create(environ), free_port()) as url:
        yield url


@pytest.fixture(scope="session")
def without_database(redis_url: str, sample_world: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a sample installation that has no database yet."""
    from backend.cases.receipts.signing import new_keys
    from push.vapid import new_vapid_key

    return Settings(
        database_url="", redis_url=redis_url, storage_url=f"file://{tmp_path_factory.mktemp('papers')}",
        origin="http://127.0.0.1:8000", sealing_keys=(Key(1, bytes(range(32))),), hash_key=(HashKey(1, b"h" * 32),), csrf_key=b"c" * 32,
        receipt_keys=new_keys(), vapid_key=new_vapid_key(), register_url=sample_world, register_key=REGISTER_KEY,
        sms_url=sample_world, sms_key=SMS_KEY, sample=True, pool_size=8,
    )  # fmt: skip


@pytest.fixture(scope="session")
def furnished(root_url: str, without_database: Settings) -> None:
    """A database to copy from: catalogue, calendar, the cast, and the way back to this state."""
    from backend.seed import seed

    admin = asyncio.run(migrate.make_database(root_url, "furnished", template="model"))
    asyncio.run(seed(msgspec.structs.replace(without_database, database_url=migrate.as_role(admin))))
    asyncio.run(snapshot.take(admin))


@pytest.fixture(scope="session")
def admin_url(root_url: str, furnished: None) -> str:
    """A database of this test process's own, as its owner; no process stays at work in it after its test."""
    return asyncio.run(migrate.make_database(root_url, "test", template="furnished"))


@pytest.fixture(scope="session")
def settings(without_database: Settings, admin_url: str) -> Settings:
    """The settings of a sample installation."""
    return msgspec.structs.replace(without_database, database_url=migrate.as_role(admin_url))


@pytest.fixture(scope="session")
def seeded(admin_url: str) -> None:
    """The catalogue and the calendar are in the database."""


@pytest.fixture
def clock() -> HeldClock:
    """The held clock of this test."""
    return HeldClock()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def way_back(admin_url: str) -> AsyncIterator[snapshot.Snapshot]:
    """How the database of this process gets back to its furnished state."""
    found = snapshot.Snapshot(admin_url)
    yield found
    await found.close()


@pytest_asyncio.fixture(loop_scope="session")
async def clean(way_back: snapshot.Snapshot, settings: Settings) -> None:
    """Nobody's traces of an earlier test; the cast is there."""
    await way_back.restore()
    await empty_redis(settings)
    empty_papers(settings)


@pytest_asyncio.fixture(loop_scope="session")
async def db(clean: None, settings: Settings) -> AsyncIterator[Any]:
    """A connection as the application has it, in a transaction that is rolled back."""
    pool = await open_pool(settings.database_url, 1)
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()
    await pool.close()


@pytest_asyncio.fixture(loop_scope="session")
async def house(clean: None, settings: Settings, clock: HeldClock) -> AsyncIterator[Any]:
    """The house for this test."""
    async with opened(settings, clock) as (front, app):
        front.framework = app
        yield front


@pytest_asyncio.fixture(loop_scope="session")
async def browser(house: Any, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser without JavaScript: keeps cookies, reads pages."""
    async with new_browser(house, settings.origin) as client:
        yield client


def new_browser(house: Any, origin: str) -> httpx.AsyncClient:
    """One more browser."""
    headers = {"accept": "text/html", "origin": origin, "sec-fetch-site": "same-origin"}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(house), base_url=origin, headers=headers, follow_redirects=True
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def reader() -> AsyncIterator[Any]:
    """The real reading process, asked once for each file of a run; tests with `Reader` try its budget, here a busy machine gets time."""
    reading = Remembering(seconds=120, samples=True)
    await reading.start()
    yield reading
    await reading.close()


@pytest_asyncio.fixture(loop_scope="session")
async def worker(house: Any, settings: Settings, clock: HeldClock, reader: Any) -> AsyncIterator[Any]:
    """The worker of this test's house."""
    from auth.identity.captures import Captures
    from backend.requested_jobs import JobContext
    from push.delivery import PushSender
    from tests.journey import Worker

    state, courier = house.framework.state, PushSender(settings)
    captures = Captures(state.redis, state.vault)
    context = JobContext(
        state.pool, state.services, state.file_store, reader, courier, clock, settings, captures, state.population
    )
    yield Worker(context)
    await courier.close()


@pytest.fixture
def resident(house: Any, settings: Settings, sample_world: str) -> Callable[[Any], Any]:
    """Give a browser to one of the cast."""
    from tests.journey import Resident

    return lambda member: Resident(new_browser(house, settings.origin), member, sample_world)
