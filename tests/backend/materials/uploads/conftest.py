"""The house as a process behind a real socket, and somebody who calls it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from backend.materials.samples import cast_papers as pictures
from backend.settings import Settings
from tests import people
from tests.journey import Resident
from tests.process import Process
from tests.support.allowance import ALLOWANCE
from tests.uploading import Sender, begun


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
async def sender(resident: Any) -> Sender:
    return await begun(resident(people.GRANDMOTHER), ALLOWANCE)


@pytest.fixture(scope="module")
def card() -> bytes:
    return pictures.id_card_front(people.GRANDMOTHER)


@pytest.fixture
async def as_owner(admin_url: str) -> AsyncIterator[Callable[..., Awaitable[Any]]]:
    """Change what stands in the tables."""
    admin = await asyncpg.connect(admin_url)
    yield admin.execute
    await admin.close()
