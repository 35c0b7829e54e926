"""A draft goes on without network on somebody's own device, what was seen opens, and after signing out nothing is left."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from backend.settings import Settings
from tests import people
from tests.support.browsing import PHONE, other_browser
from tests.support.kept_pages import STORED, draft, until

BYTES = """async () => {
  let all = '';
  for (const store of ['pages', 'answers', 'files']) for (const entry of await (STORED)(store))
    all += JSON.stringify(entry) + new TextDecoder().decode(entry.sealed ?? entry.content);
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
    all += request.url + await (await caches.match(request)).text();
  return all + JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage});
}""".replace("STORED", STORED)
HERS = (people.GRANDMOTHER.name, people.GRANDMOTHER.phone, people.GRANDMOTHER.id_number, "三楼东头")


@pytest_asyncio.fixture(loop_scope="session")
async def her_phone(chromium: Browser, live: Settings) -> AsyncIterator[BrowserContext]:
    context = await other_browser(chromium, live, **PHONE)
    yield context
    await context.close()


async def test_a_draft_goes_on_without_network_and_is_sent_later(
    her_phone: BrowserContext, live: Settings, live_db: Any
) -> None:
    page, case = await draft(her_phone, live)
    assert not [one for one in HERS if one in await page.evaluate(BYTES)]
    await her_phone.set_offline(True)
    await page.goto(f"{case}/form/1")
    await expect(page.get_by_text("现在没有网络，新的变化联网后才看得到")).to_be_visible()
    await page.get_by_role("button", name="保存，继续").click()
    await page.wait_for_url("**/form/2")
    await page.get_by_label("深圳以外").check()
    await page.get_by_role("button", name="保存，继续").click()
    await page.wait_for_url("**/form/3")
    assert len(await page.evaluate(STORED, "answers")) == 2
    assert not [one for one in HERS if one in await page.evaluate(BYTES)]
    await her_phone.set_offline(False)
    await page.goto(case)
    await expect(page.get_by_text("刚才没有网络时写的2页，已经保存好了")).to_be_visible()
    await page.goto(f"{case}/form/2")
    await expect(page.get_by_label("深圳以外")).to_be_checked()
    assert await page.evaluate(STORED, "answers") == []


async def test_after_signing_out_nothing_opens_without_network(her_phone: BrowserContext, live: Settings) -> None:
    page, case = await draft(her_phone, live)
    await page.goto("/me")
    await page.get_by_role("button", name="退出登录").click()
    await until(page, "async () => !(await indexedDB.databases()).some(one => one.name === 'outbox')")
    await her_phone.set_offline(True)
    await page.goto(case)
    await expect(page.locator("h1")).to_have_text("现在没有网络")
    assert not [one for one in HERS if one in await page.evaluate(BYTES)]
