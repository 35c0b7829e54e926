"""What two people publish, every process of the house says a moment later, without a restart; a later day comes by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from backend import app as house_of
from backend.catalogue.published import Content, PublishedCatalogue
from backend.catalogue.versions import publish, save_draft
from backend.kit.clock import local_date, utc_now
from backend.kit.db import prepare
from backend.settings import Settings
from bench.house import server
from tests.conftest import NOW, HeldClock
from tests.support.catalogue import forget

CODE, PATIENCE = "FT0205013", 20  # seconds until a test gives up; how soon it really is, bench.catalogue measures


@pytest_asyncio.fixture(loop_scope="session")
async def press(clean: None, settings: Settings, admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that commits; what it published is taken away again."""
    db = await asyncpg.connect(settings.database_url)
    await prepare(db)
    yield db
    await db.close()
    await forget(admin_url, CODE)


async def published(db: Any, says: str, now: Any, day: date | None = None) -> None:
    """A version that says this, written by one and approved by another."""
    catalogue = PublishedCatalogue()
    async with db.transaction():
        await catalogue.open(db, local_date(now))
        version = catalogue.in_force[CODE]
        content = Content(service=replace(version.service, purpose=says), rules=version.rules, instant=version.instant)
        await save_draft(db, content, author="editor-1", now=now, reason="改说明")
        others = {code: v.service for code, v in catalogue.in_force.items()}
        await publish(db, CODE, others, approver="publisher-1", seen=content.digest(), now=now, valid_from=day)


async def until_it_says(url: str, says: str) -> None:
    """Ask the page and the interface again and again until both have the new words."""
    async with httpx.AsyncClient(base_url=url) as browser, asyncio.timeout(PATIENCE):
        for path in (f"/services/{CODE}", f"/api/services/{CODE}"):
            while says not in (await browser.get(path)).text:
                await asyncio.sleep(0.02)


async def test_every_process_says_what_was_published(press: Any, settings: Settings) -> None:
    with ExitStack() as stack:
        urls = [stack.enter_context(server("backend.app:create", settings.to_env(), "--factory")) for _ in range(2)]
        for says in ("第一次改的说明，给大家看。", "第二次改的说明，给大家看。"):
            await published(press, says, utc_now())
            await asyncio.gather(*(until_it_says(url, says) for url in urls))


async def test_a_later_day_comes_by_itself(
    press: Any, house: Any, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, says, before = house.framework, "明天起这样说。", "第二天以前不变。"
    await published(press, before, NOW)
    await published(press, says, NOW, local_date(NOW) + timedelta(days=1))
    monkeypatch.setattr(house_of, "LOOK", 0.02)
    looking = asyncio.create_task(house_of.listen(app, press, asyncio.Event()))
    try:
        async with asyncio.timeout(PATIENCE):
            await house_of.load_edition(app)
            assert app.state.catalogue.in_force[CODE].service.purpose == before
            clock.pass_(days=1)
            while app.state.catalogue.in_force[CODE].service.purpose != says:
                await asyncio.sleep(0.02)
    finally:
        looking.cancel()


async def test_an_edition_that_cannot_be_read_is_said_and_tried_again(
    press: Any, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, turns, again = house.framework, [], asyncio.Event()

    async def turns_page(_: Any) -> None:
        turns.append(1)
        if len(turns) == 1:
            raise ValueError("a version that we can't decode")
        again.set()

    monkeypatch.setattr(house_of, "load_edition", turns_page)
    monkeypatch.setattr(house_of, "LOOK", 0.02)
    news = asyncio.Event()
    news.set()
    looking = asyncio.create_task(house_of.listen(app, press, news))
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait({looking, asyncio.create_task(again.wait())}, return_when=asyncio.FIRST_COMPLETED)
    assert not looking.done()
    looking.cancel()


async def test_whatever_ends_the_listening_it_begins_again(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, again = [], asyncio.Event()

    async def listens(*_: Any) -> None:
        begun.append(1)
        if len(begun) == 1:
            raise KeyError("nobody foresaw this")
        again.set()
        await asyncio.sleep(PATIENCE)

    monkeypatch.setattr(house_of, "listen", listens)
    monkeypatch.setattr(house_of, "AGAIN", 0.01)
    watching = asyncio.create_task(house_of.watch(house.framework))
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait({watching, asyncio.create_task(again.wait())}, return_when=asyncio.FIRST_COMPLETED)
    assert not watching.done()
    watching.cancel()


@pytest.mark.parametrize(("hour", "minute", "second", "longest"), [(12, 0, 0, 30), (23, 59, 50, 10), (23, 59, 59, 1)])
def test_the_first_look_of_a_day_is_at_its_beginning(hour: int, minute: int, second: int, longest: float) -> None:
    # the clock of the house is UTC
    moment = NOW.replace(hour=(hour - 8) % 24, minute=minute, second=second, microsecond=0)
    assert house_of.until_next_look(moment) == pytest.approx(longest, abs=0.2)
