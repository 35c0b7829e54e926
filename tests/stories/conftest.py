"""A phone in front of the running house, switches, and a broken check."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from backend.settings import Settings
from tests.conftest import new_browser
from tests.support.browsing import PHONE
from tests.support.editing import Editor
from tests.support.register_feed import Feed, own_feed


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser, live: Settings) -> AsyncIterator[Page]:
    """A page on a small phone; any message on the console, any violation of the content policy fails the test."""
    context = await chromium.new_context(**PHONE, base_url=live.origin, locale="zh-CN")
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    await context.close()
    assert not said


@pytest_asyncio.fixture(loop_scope="session")
async def table(clean: None, admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The database as its owner sees it."""
    db = await asyncpg.connect(admin_url)
    yield db
    await db.close()


@pytest_asyncio.fixture(loop_scope="session")
async def feed(worker: Any, settings: Settings, tmp_path: Path) -> AsyncIterator[Feed]:
    """A population register of this test's own, and a worker that hears of what happens there."""
    async with own_feed(worker, settings, tmp_path) as feed:
        yield feed


@pytest.fixture
async def services(house: Any) -> Any:
    """The case services of this test's house, with switches of its own."""
    services = house.framework.state.services
    before = services.catalogue.switched
    yield services
    services.catalogue.switched = before


@pytest.fixture
async def state(house: Any, worker: Any, clock: Any) -> AsyncIterator[Any]:
    """The house, whose population is looked at by the held clock."""
    yield house.framework.state
    await house.framework.state.population.close()


@pytest_asyncio.fixture(loop_scope="session")
async def as_shipped(admin_url: str, house: Any) -> AsyncIterator[None]:
    """Switches stand as shipped again afterwards."""
    yield
    db = await asyncpg.connect(admin_url)
    await db.execute("delete from service_switch")
    await db.close()


@pytest.fixture
def calls_all_blurred(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check for sharpness is broken: it finds every photo blurred."""
    from backend.materials.reading import run_checks
    from backend.materials.reading.types import ExpectedDocument, Finding, Reading

    def broken(check: run_checks.Check, _: Reading, __: ExpectedDocument) -> Finding:
        return Finding(check.name, "failed", "sharp.blurred")

    monkeypatch.setitem(run_checks._PLAIN, "sharp", broken)


@pytest.fixture
def staff(house: Any, settings: Settings) -> Any:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work
