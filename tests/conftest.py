"""Real servers for every test: PostgreSQL, Valkey, the sample world, the house itself; the clock is held."""

import asyncio
import fcntl
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
import uvicorn

from backend.kit import embedded, migrate
from backend.kit.crypto import HashKey, Key
from backend.kit.db import open_pool
from backend.settings import Settings
from tests.tripwire import Tripwire

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in Shenzhen, on the day of the stories
KEPT = {"alembic_version", "service_version", "service_switch", "working_day", "calendar_year"}


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
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def admin_url(grounds: Path) -> str:
    """A migrated database of this test process's own, as its owner."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
    with one_at_a_time(grounds / "servers.lock"):
        root = embedded.start_postgres(grounds / "postgres")
        template = asyncio.run(migrate.make_database(root, "model"))
        migrate.upgrade(template)
        asyncio.run(migrate.grant(template))
        return asyncio.run(migrate.make_database(root, f"test_{worker}", template="model"))


@pytest.fixture(scope="session")
def redis_url(grounds: Path) -> str:
    """The Valkey of this run; every test process has a numbered database of its own."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
    with one_at_a_time(grounds / "servers.lock"):
        url, _ = embedded.start_valkey(grounds / "valkey")
    return f"{url}?db={number}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that made the folder stops the servers in it, whatever happened."""
    folder = config.stash.get(MINE, None)
    if folder is None:
        return
    for own in folder.iterdir():
        embedded.stop_valkey(own / "valkey")
        embedded.stop_postgres(own / "postgres")
    shutil.rmtree(folder, ignore_errors=True)
    del os.environ["FUTIAN_TEST_GROUNDS"]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: Any, port: int) -> Iterator[str]:
    """An ASGI application on a real port, in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started, "the server did not start"
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


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
def settings(admin_url: str, redis_url: str, sample_world: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a sample installation."""
    from backend.cases.receipts import new_keys
    from push.keys import new_vapid_key

    return Settings(
        database_url=migrate.as_role(admin_url), redis_url=redis_url, storage_url=f"file://{tmp_path_factory.mktemp('papers')}",
        origin="http://127.0.0.1:8000", sealing_keys=(Key(1, bytes(range(32))),), hash_key=(HashKey(1, b"h" * 32),), csrf_key=b"c" * 32,
        receipt_keys=new_keys(), vapid_key=new_vapid_key(), register_url=sample_world, register_key=REGISTER_KEY,
        sms_url=sample_world, sms_key=SMS_KEY, sample=True, pool_size=8,
    )  # fmt: skip


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def seeded(settings: Settings) -> None:
    """The catalogue and the calendar are in the database."""
    from backend.seed import seed

    await seed(settings)


@pytest.fixture
def clock() -> HeldClock:
    """The held clock of this test."""
    return HeldClock()


@pytest_asyncio.fixture(loop_scope="session")
async def clean(admin_url: str, settings: Settings, seeded: None) -> AsyncIterator[None]:
    """Nobody's traces of an earlier test; the cast is there."""
    from redis.asyncio import Redis

    from backend.kit.db import prepare
    from backend.seed import sample_people

    db = await asyncpg.connect(admin_url)
    try:
        tables = [r["tablename"] for r in await db.fetch("select tablename from pg_tables where schemaname = 'public'")]
        await db.execute(f"truncate {', '.join(t for t in tables if t not in KEPT)} restart identity cascade")
        await prepare(db)
        await sample_people(db, settings)
    finally:
        await db.close()
    redis = Redis.from_url(settings.redis_url)
    await redis.flushdb()
    await redis.aclose()
    papers = Path(settings.storage_url.removeprefix("file://"))
    # the signed heads stand beside the papers
    for left in (*papers.glob("*"), *papers.with_name(papers.name + "-audit").glob("*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    yield


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


@asynccontextmanager
async def opened(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[tuple[Any, Any]]:
    """The house, furnished: its front and the framework application."""
    from backend.app import house
    from backend.kit.front import Front, Shelf

    shelf = Shelf()
    app = house(settings, clock, shelf)
    ready, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:  # one task opens and closes: pytest runs the two halves of a fixture in different ones
        async with app.lifespan():
            ready.set()
            await stop.wait()

    living = asyncio.create_task(live())
    await asyncio.wait({living, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if living.done():
        living.result()
    yield Front(app, shelf), app  # type: ignore[arg-type]
    stop.set()
    await living


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
async def reader(settings: Settings) -> AsyncIterator[Any]:
    """The real reading process, started once."""
    from backend.materials.reading.reader import Reader

    reading = Reader(settings.reading_seconds, samples=True)
    await reading.start()
    yield reading
    await reading.close()


@pytest_asyncio.fixture(loop_scope="session")
async def worker(house: Any, settings: Settings, clock: HeldClock, reader: Any) -> AsyncIterator[Any]:
    """The worker of this test's house."""
    from auth.identity.captures import Captures
    from backend.jobs import Bench
    from push.courier import Courier
    from tests.journey import Worker

    state, courier = house.framework.state, Courier(settings)
    captures = Captures(state.redis, state.vault)
    yield Worker(Bench(state.pool, state.office, state.papers, reader, courier, clock, settings, captures))
    await courier.close()


@pytest.fixture
def resident(house: Any, settings: Settings, sample_world: str) -> Callable[[Any], Any]:
    """Give a browser to one of the cast."""
    from tests.journey import Resident

    return lambda member: Resident(new_browser(house, settings.origin), member, sample_world)
