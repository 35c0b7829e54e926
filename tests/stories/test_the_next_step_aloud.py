"""In elder mode the page of a case says what comes next, and reads it aloud where the device can speak."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from backend.settings import Settings
from tests import people
from tests.journey import said
from tests.support.browsing import HEARD, PHONE, sign_in
from tests.support.looking import leads_on


async def test_the_words_stand_there_without_a_script(resident: Any) -> None:
    he = resident(people.GRADUATE)
    await he.signs_in()
    case = await he.begins("FT0110009")
    assert "下一步" not in said(await he.goes(case)), "the list says it to eyes that read it"
    he.browser.cookies.set("mode", "elder")
    page = await he.goes(case)
    assert "下一步： 做“学校和户口”这一件，按“接着办”。" in said(page)
    button = re.findall(r'<button [^>]*data-module="read_aloud"[^>]*>', page)[0]
    assert button.endswith(" hidden>"), "a script shows it, where the device can speak"
    for target in re.findall(r'data-target="([^"]+)"', button)[0].split():
        assert f'id="{target}"' in page


async def heard(page: Page) -> str:
    """What is said after the button is pressed."""
    await page.get_by_role("button", name="念给我听").first.click()
    return " ".join(text for text, _ in await page.evaluate("said"))


@pytest.mark.nightly("pages")
async def test_it_is_heard_before_and_after_handing_in(chromium: Browser, live: Settings) -> None:
    context = await chromium.new_context(**PHONE, base_url=live.origin, locale="zh-CN")
    await context.add_init_script(HEARD)
    await context.add_cookies([{"name": "mode", "value": "elder", "url": live.origin}])
    page = await context.new_page()
    await page.goto("/services/FT0205001/start")
    await sign_in(page, live, people.GRANDMOTHER.phone)
    await page.get_by_label("深圳以外").check()
    await leads_on(page, page.get_by_role("button", name=re.compile("开始填|，继续")))
    await page.goto(page.url.removesuffix("/check"))
    await expect(page.get_by_role("link", name="核对并提交").first).to_be_visible()
    assert "都准备好了，看一遍就可以提交。" in await heard(page)
    await page.goto(page.url + "/check")
    await page.get_by_label("以上内容我看过了").check()
    await page.get_by_role("button", name="提交申请").click()
    await expect(page.locator("h1")).to_contain_text("通过了")
    told = await heard(page)
    assert "300" in told
    assert "下一步：每年5月和11月各做一次领取资格认证" in told
    assert "为什么通过" not in told, "no more than what was decided and what comes next"
    await context.close()
