"""A real database, a real Redis, a gateway that remembers messages, and the application over them."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from litestar import Litestar

from backend.kit import migrate
from backend.kit.crypto import HashKey, Key
from backend.settings import Settings
from tests.auth.world import SMS_KEY, Clock, Person, Phone, running


@pytest.fixture
async def phone() -> AsyncIterator[Phone]:
    """A gateway at the edge of the world."""
    found = Phone()
    app = web.Application()
    app.router.add_post("/messages", found.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found
    await runner.cleanup()


@pytest.fixture
def installation(admin_url: str, redis_url: str, phone: Phone) -> Settings:
    """A trial installation on https."""
    return Settings(
        database_url=migrate.as_role(admin_url), redis_url=redis_url, storage_url="file:///nowhere", origin="https://futian.test",
        sealing_keys=(Key(1, bytes(range(32))),), hash_key=(HashKey(1, b"h" * 32),), csrf_key=b"c" * 32, receipt_keys="", vapid_key="",
        register_url="", register_key="", sms_url=phone.url, sms_key=SMS_KEY, sample=True,
        trusted_proxies=("10.9.0.0/16",),
    )  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(installation: Settings, clock: Clock) -> AsyncIterator[Litestar]:
    """The application, running, over an empty Redis."""
    async with running(installation, clock) as found:
        yield found


@pytest.fixture
async def person(app: Litestar) -> AsyncIterator[Person]:
    async with Person(app) as found:
        yield found


@pytest.fixture
def browsers(app: Litestar) -> Callable[..., Person]:
    """Further browsers."""
    return lambda address="": Person(app, address)
