"""The application with a provider for its staff."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from litestar import Litestar

from backend.settings import Settings
from tests.auth.openid.hostile import CLIENT, SECRET, Hostile
from tests.auth.world import Clock, Person, running


@pytest.fixture
async def provider() -> AsyncIterator[Hostile]:
    found = Hostile()
    runner = await found.start()
    yield found
    await runner.cleanup()


@pytest.fixture
async def staffed(installation: Settings, clock: Clock, provider: Hostile) -> AsyncIterator[Litestar]:
    """The application whose staff signs in at this provider."""
    its = msgspec.structs.replace(installation, oidc_issuer=provider.issuer, oidc_client=CLIENT, oidc_secret=SECRET)
    async with running(its, clock) as app:
        yield app


@pytest.fixture
async def officer(staffed: Litestar) -> AsyncIterator[Person]:
    async with Person(staffed) as found:
        yield found
