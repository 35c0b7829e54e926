"""The house on a real port with a real worker process, and a real browser in front of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from backend.settings import ROOT, Settings
from tests.conftest import free_port, serving

PHONE = {"viewport": {"width": 360, "height": 780}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")  # no longer: its worker would do the jobs of other tests
def live(settings: Settings, seeded: None) -> Iterator[Settings]:
    """The house as a newcomer has it: web and worker, each for itself."""
    from auth import sample_provider
    from backend.app import create

    port, staff = free_port(), free_port()
    here = msgspec.structs.replace(
        settings, origin=f"http://127.0.0.1:{port}", oidc_issuer=f"http://127.0.0.1:{staff}", oidc_client="futian", oidc_secret="s" * 32
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
    args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
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


async def other_browser(chromium: Browser, live: Settings, **options: Any) -> BrowserContext:
    """Somebody else's browser."""
    return await chromium.new_context(**{**DESKTOP, **options}, base_url=live.origin, locale="zh-CN")
