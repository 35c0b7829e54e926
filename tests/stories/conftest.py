"""The house on a real port with a real worker process, and a real browser in front of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from backend.settings import ROOT, Settings
from tests.conftest import free_port, serving
from tests.support.browsing import PHONE


@pytest.fixture(scope="module")  # no longer: its worker would do the jobs of other tests
def live(settings: Settings, seeded: None) -> Iterator[Settings]:
    """The house as a newcomer has it: web and worker, each for itself."""
    from auth import sample_provider
    from backend.app import create

    port, staff = free_port(), free_port()
    here = msgspec.structs.replace(
        settings,
        origin=f"http://127.0.0.1:{port}",
        oidc_issuer=f"http://127.0.0.1:{staff}",
        oidc_client="futian",
        oidc_secret="s" * 32,
    )
    env = {**os.environ, **here.to_env()}
    worker = subprocess.Popen([sys.executable, "-m", "backend.worker"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    with serving(create(here), port), serving(sample_provider.create(here.to_env()), staff):
        yield here
    worker.terminate()
    worker.wait(20)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's chromium."""
    path = os.environ.get("FUTIAN_CHROMIUM") or shutil.which("chromium")
    args = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=args)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser, live: Settings, clean: None) -> AsyncIterator[Page]:
    """A page on a small phone; any message on the console, any violation of the content policy fails the test."""
    context = await chromium.new_context(**PHONE, base_url=live.origin, locale="zh-CN")
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    await context.close()
    assert not said


@pytest.fixture
async def office(house: Any) -> Any:
    """The office of this test's house, with switches of its own."""
    office = house.framework.state.office
    before = office.book.switched
    yield office
    office.book.switched = before


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
    from backend.materials.reading import review
    from backend.materials.reading.types import Expected, Finding, Reading

    def broken(check: review.Check, _: Reading, __: Expected) -> Finding:
        return Finding(check.name, "failed", "照片有点糊。", "请再拍一张。")

    monkeypatch.setitem(review._PLAIN, "sharp", broken)
