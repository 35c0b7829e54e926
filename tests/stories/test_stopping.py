"""A house that is asked to end doesn't wait for those who only listen: their browsers ask the next one."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from backend.materials.samples import cast_papers as pictures
from backend.settings import Settings
from pwa.pages.cases import review_stream
from tests import people
from tests.journey import Resident
from tests.process import Process
from tests.support.allowance import ALLOWANCE

BOUND = 10.0  # seconds; measured alone it is about one, and a stream that nobody ends lasts more than twice as long


@pytest.fixture(params=["granian", "uvicorn"])
def process(settings: Settings, seeded: None, request: Any) -> Iterator[Process]:
    """The house behind either server."""
    found = Process(settings, request.param)
    yield found
    found.process.kill()
    found.process.wait(30)


@pytest.fixture
async def grandmother(process: Process, clean: None) -> AsyncIterator[Resident]:
    """She has signed in, and no worker reads what she sends."""
    origin = process.settings.origin
    headers = {"accept": "text/html", "origin": origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=origin, headers=headers, follow_redirects=True, timeout=60) as browser:
        found = Resident(browser, people.GRANDMOTHER, process.settings.sms_url)
        await found.signs_in()
        yield found


async def test_open_streams_end_with_the_process(process: Process, grandmother: Resident) -> None:
    assert review_stream.LONGEST > 2 * BOUND
    case = await grandmother.begins(ALLOWANCE)
    await grandmother.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER))
    async with grandmother.browser.stream("GET", f"{case}/papers/id_card/news") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = asyncio.create_task(stream.aread())
        began = time.monotonic()
        assert await asyncio.to_thread(process.stop) is not None
        took = time.monotonic() - began
        assert b"changed" not in await asyncio.wait_for(told, BOUND)
    assert took < BOUND
