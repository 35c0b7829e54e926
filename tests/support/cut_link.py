"""Devices of a graduate who hands in scans over a link that is cut."""

import io
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from PIL import Image
from redis.asyncio import Redis

from backend.settings import Settings
from tests import people
from tests.journey import Resident
from tests.process import Process

HUKOU = "FT0110009"
SLOTS = ("id_card", "diploma", "promise")


@pytest.fixture(scope="module")
def process(settings: Settings, seeded: None) -> Iterator[Process]:
    """The house behind the server that we ship with."""
    found = Process(settings, "granian")
    yield found
    found.stop()


@asynccontextmanager
async def device(process: Process) -> AsyncIterator[Resident]:
    """One more device in the graduate's hands."""
    redis = Redis.from_url(process.settings.redis_url)
    await redis.flushdb()  # the next code comes at once
    await redis.aclose()
    origin = process.settings.origin
    headers = {"accept": "text/html", "origin": origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=origin, headers=headers, follow_redirects=True, timeout=30) as browser:
        graduate = Resident(browser, people.GRADUATE, process.settings.sms_url)
        await graduate.signs_in()
        yield graduate


def scan(pages: int, seed: int) -> bytes:
    """A scanned paper as a PDF of some hundred kilobytes; the noise of a scanner doesn't compress."""
    made = io.BytesIO()
    noise = random.Random(seed).randbytes(600 * 800)
    sheets = [Image.frombytes("L", (600, 800), noise) for _ in range(pages)]
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:])
    return made.getvalue()
