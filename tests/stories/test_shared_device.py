"""A device that several people use: after leaving, by the button or by walking away, nothing of the person is on it."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Error, Page, expect
from redis.asyncio import Redis

from backend.settings import Settings
from tests import people
from tests.support.browsing import code_on_the_phone, other_browser, says_who

LEFT = """async () => ({
  caches: (await Promise.all((await caches.keys()).map(async (n) => (await (await caches.open(n)).keys()).map((r) => new URL(r.url).pathname)))).flat(),
  local: {...localStorage}, session: {...sessionStorage}, databases: (await indexedDB.databases()).map((d) => d.name), cookie: document.cookie,
})"""
HERS = (people.GRANDMOTHER.name, people.GRANDMOTHER.phone, "199****0001", people.GRANDMOTHER.id_number)


async def comes_in(context: BrowserContext, live: Settings) -> Page:
    """She signs in at the library's computer and looks at her pages."""
    page = await context.new_page()
    await page.goto("/sign-in?next=/me")
    await page.get_by_label("手机号", exact=False).first.fill(people.GRANDMOTHER.phone)
    await page.get_by_label("这是公用的手机或电脑", exact=False).check()
    await page.get_by_role("button", name="获取验证码").click()
    await page.wait_for_url("**/sign-in/code*")
    await page.locator("input[name=code]").fill(code_on_the_phone(live, people.GRANDMOTHER.phone))
    await page.wait_for_url("**/sign-in/second")
    await says_who(page, people.GRANDMOTHER.phone)
    await expect(page.locator("main")).to_contain_text(people.GRANDMOTHER.name)
    for path in ("/me/data", "/cases", "/inbox", "/me"):
        await page.goto(path)
    return page


async def nothing_is_left(page: Page) -> None:
    """Nothing in any store of the browser; personal addresses are in no cache."""
    left: dict[str, Any] = await page.evaluate(LEFT)
    assert not [path for path in left["caches"] if path.startswith(("/me", "/cases", "/inbox"))]
    assert left["local"] == left["session"] == {}
    assert "outbox" not in left["databases"]
    assert "futian" not in left["cookie"]
    text = await page.content()
    assert not [canary for canary in HERS if canary in text]


@pytest.fixture
async def library(chromium: Browser, live: Settings) -> Any:
    context = await other_browser(chromium, live)
    yield context
    await context.close()


async def test_after_signing_out_back_shows_nothing(library: BrowserContext, live: Settings) -> None:
    page = await comes_in(library, live)
    cookies = await library.cookies()
    assert next(c for c in cookies if "futian" in c["name"])["expires"] == -1  # ends with the window
    await page.get_by_role("button", name="退出登录").click()
    await page.wait_for_url("**/sign-in/out")
    await nothing_is_left(page)
    assert not [c for c in await library.cookies() if "futian" in c["name"]]
    for _ in range(5):
        await page.go_back()
        await page.wait_for_load_state()
        assert not [canary for canary in HERS if canary in await page.content()], page.url
    await library.set_offline(True)
    for path in ("/me", "/me/data"):
        with suppress(Error):  # no network: the browser's own page, or the one for offline
            await page.goto(path)
        await page.wait_for_load_state()
        assert not [canary for canary in HERS if canary in await page.content()], path


async def test_after_walking_away_the_next_one_finds_nothing(library: BrowserContext, live: Settings) -> None:
    page = await comes_in(library, live)
    redis = Redis.from_url(live.redis_url)
    for key in await redis.keys("session*"):  # five minutes pass: Redis forgets the session
        await redis.delete(key)
    await redis.aclose()
    await page.reload()
    assert page.url.startswith(f"{live.origin}/sign-in")
    await nothing_is_left(page)
    await page.go_back()
    assert not [canary for canary in HERS if canary in await page.content()]
