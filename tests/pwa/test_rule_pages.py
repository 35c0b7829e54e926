"""Story 6 in a real browser: the allowance's amount from next January, by labels; the page without barriers at each width."""

import re

import pytest
from playwright.async_api import Page, expect

from backend.settings import Settings
from tests.support.looking import Looks, presses

CODE = "FT0205001"
HERE = f"/studio/services/{CODE}"


@pytest.mark.nightly("pages")
async def test_the_amount_from_next_january_in_the_browser(page: Page, live: Settings) -> None:
    looks = Looks(page)
    await page.goto("/staff/sign-in/start?next=/studio")
    await page.get_by_role("button", name="孟雅琴").first.click()
    await page.wait_for_url("**/studio")
    await page.goto(HERE)
    await presses(page, "改这个事项")
    await page.get_by_role("link", name="规则", exact=True).click()
    await expect(page.get_by_text("个用例都对")).to_be_visible()
    await looks.here("studio rule")
    await page.get_by_label("新的一版从哪天起").fill("2037-01-01")
    await page.get_by_role("button", name="写新的一版").click()
    await expect(page.get_by_text("还有").first).to_be_visible()
    await page.get_by_label("第4档金额").fill("220")
    await page.get_by_role("button", name="保存，再算一遍").click()
    said = page.get_by_text("其余的人：每月220元").filter(visible=True)  # whom it concerns is folded, once it is known
    await expect(said.first).to_be_visible()
    await looks.here("studio rule with a new version")
    await page.get_by_role("button", name="试一遍", exact=True).click()
    await expect(page.get_by_role("heading", name="拿办过的事项试一遍")).to_be_visible()
    await looks.here("studio rule on trial")
    await page.goto(f"{HERE}/rule")
    await page.get_by_role("button", name="补上勾选的用例").click()
    await expect(page.get_by_text("每条界线两边都试过")).to_be_visible()
    await expect(page.get_by_text(re.compile("会得到|正在读入")).first).to_be_visible()
    await page.set_viewport_size({"width": 820, "height": 1180})
    await page.get_by_label("“年龄”怎样比").first.select_option("one_of")
    await expect(page.get_by_label("“年龄”：多少").first).to_be_hidden()
    await page.get_by_label("“年龄”怎样比").first.select_option("at_least")
    await presses(page, "保存，再算一遍")
    await page.get_by_text("全部用例").click()
    await page.get_by_role("link", name="刚好够：年龄满80周岁").first.click()
    await expect(page.get_by_label("规则现在的结果").first).to_be_visible()
    await looks.here("studio case of a rule")
    await page.goto(f"{HERE}/rule")
    await page.set_viewport_size({"width": 360, "height": 780})
    await page.get_by_role("link", name="检查、提交审核").click()
    await expect(page.get_by_text("检查过了，没有要改的")).to_be_visible()
    looks.nothing()
