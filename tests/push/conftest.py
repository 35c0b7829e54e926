"""A database with the push tables, push services, and couriers between them."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from backend.kit.db import open_pool
from backend.settings import Settings
from push.delivery import PushSender
from tests.conftest import free_port
from tests.push.world import People, Service, StandIn, serving_service, started


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StandIn]:
    """A push service that decrypts."""
    with started(free_port()) as found:
        yield found


@pytest.fixture(scope="session")
def settings(settings: Settings, stand_in: StandIn) -> Settings:
    """A trial installation that knows the stand-in."""
    return msgspec.structs.replace(settings, push_loopback_port=stand_in.port)


@pytest_asyncio.fixture(loop_scope="session")
async def service() -> AsyncIterator[Service]:
    """A push service that does what the test wants."""
    async with serving_service() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def people(settings: Settings, admin_url: str) -> AsyncIterator[People]:
    """Persons, and nothing owed to anybody yet; lighter than `clean`, since everybody here is new."""
    pool = await open_pool(settings.database_url, 6)
    found = People(pool, settings, admin_url)
    for table in ("pgqueuer", "notice", "push_subscription"):
        await found.rows(f"delete from {table}")
    yield found
    await pool.close()


@pytest_asyncio.fixture(loop_scope="session")
async def couriers(settings: Settings) -> AsyncIterator[Callable[..., PushSender]]:
    """Couriers who know one push service on this machine."""
    made: list[PushSender] = []

    def make(port: int = settings.push_loopback_port, **more: Any) -> PushSender:
        made.append(PushSender(msgspec.structs.replace(settings, push_loopback_port=port), **more))
        return made[-1]

    yield make
    for courier in made:
        await courier.close()
