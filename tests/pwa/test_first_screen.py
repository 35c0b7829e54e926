"""On a small phone the one thing to press is seen without scrolling, and an elder's home and service page stay short."""

import random
import re

import pytest
from playwright.async_api import Browser, Page

from backend.settings import ROOT, Settings
from tests import people
from tests.pwa.eyes import unseen_primary
from tests.support.addresses import CASE, PUBLIC, SIGNED_IN
from tests.support.browsing import PHONE, sign_in

HEIGHT = 780
READ_FIRST = {"/me/consents/face", "/step-up/face"}  # a consent is read before it is given
OWN_FORMS = {"/me/reminders", "/me/personal-messages"}  # a page of settings: what is changed comes before what saves it
SERVICES = sorted(f"/services/{path.stem}" for path in (ROOT / "backend" / "catalogue" / "services").rglob("FT*.toml"))
TALL = """() => document.documentElement.scrollHeight
  - [...document.querySelectorAll(".sample-mark,.only-sample")].reduce((sum, e) => sum + e.offsetHeight, 0)"""  # a trial's marks
HOME, SERVICE = 2, 3
"""The most screens of a page in elder mode."""


async def found_at(page: Page, paths: list[str], live: Settings, mode: str) -> dict[str, list[str]]:
    """What is wrong with these pages in this mode."""
    await page.context.add_cookies([{"name": "mode", "value": mode, "url": live.origin}])
    found: dict[str, list[str]] = {}
    for path in paths:
        await page.goto(path)
        found[path] = [] if path in READ_FIRST | OWN_FORMS else await unseen_primary(page)
        most = HOME if path == "/" else SERVICE if path in SERVICES else 0
        tall = await page.evaluate(TALL)
        if mode == "elder" and most and tall > most * HEIGHT:
            found[path].append(f"{tall} pixels high")
    return {path: wrong for path, wrong in found.items() if wrong}


@pytest.mark.nightly("pages")
@pytest.mark.parametrize("mode", ["normal", "elder", "largest"])
async def test_the_one_thing_to_press_is_on_the_first_screen(chromium: Browser, live: Settings, mode: str) -> None:
    context = await chromium.new_context(**PHONE, base_url=live.origin, locale="zh-CN")
    page = await context.new_page()
    pages = [path for path in PUBLIC if not path.endswith(".html")] + random.sample(SERVICES, 10)
    found = await found_at(page, pages, live, mode)
    await page.goto("/services/FT0205001/start")
    await sign_in(page, live, people.GRANDMOTHER.phone)
    found |= await found_at(page, SIGNED_IN, live, mode)
    await page.goto("/cases/new?service=FT0205001")
    await page.get_by_label("深圳以外").check()
    await page.get_by_role("button", name=re.compile("开始填|，继续")).click()
    await page.wait_for_url("**/check")
    case = page.url.removeprefix(live.origin).removesuffix("/check")
    found |= await found_at(page, [case + path for path in CASE], live, mode)
    await page.goto(f"{case}/check")
    await page.get_by_label("以上内容我看过了").check()
    await page.get_by_role("button", name="提交申请").click()
    await page.wait_for_url(f"**{case}")
    found |= await found_at(page, [case, "/services/FT0205001", "/cases/new?service=FT0205001"], live, mode)
    await context.close()
    assert found == {}
