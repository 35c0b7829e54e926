"""The pages of campaigns in a real browser: without barriers, in both modes, with the count following what is typed."""

from datetime import timedelta

import asyncpg
import pytest
from playwright.async_api import Page, expect

from backend.kit.clock import local_date, utc_now
from backend.kit.db import prepare
from backend.settings import Settings
from tests.support.campaigning import HERE, people_arrive
from tests.support.looking import Looks
from tests.support.staff_in_browser import presses, signs_in


async def two_windows_save(page: Page, looks: Looks) -> None:
    """Another window saves first; both texts are shown, and the next save decides."""
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.get_by_label("名称", exact=True).fill("另一个窗口写的名称")
    await presses(other, "保存", "保存好了")
    await other.close()
    await page.get_by_label("名称", exact=True).fill("照护课报名，园岭")
    await presses(page, "保存", "另一个人刚才也改了")
    await expect(page.get_by_label("名称", exact=True)).to_have_value("照护课报名，园岭")
    await looks.here("campaign draft of two")
    await presses(page, "保存", "保存好了")


@pytest.mark.nightly("pages")
async def test_a_campaign_is_written_read_and_run(page: Page, live: Settings, live_admin_url: str) -> None:
    db, now = await asyncpg.connect(live_admin_url), utc_now()
    await prepare(db)
    async with db.transaction():
        await people_arrive(db, now, people=3000, carers=200)
    looks = Looks(page, axe=("campaign draft", "campaign draft of two", "campaign review"))
    await signs_in(page, "孟雅琴", HERE)
    await looks.here("campaigns empty")
    await looks.at(f"{HERE}/new", name="campaign templates")
    await page.get_by_text("活动或课程报名").click()
    await presses(page, "开始写", "给谁")
    await page.get_by_label("莲花街道").check()
    await page.get_by_label("福田街道").check()
    await page.get_by_label("加一条").select_option("age")
    await presses(page, "加上", "去掉：年龄")
    await page.get_by_label("“年龄”怎样比").select_option("at_most")
    await page.get_by_role("textbox", name="“年龄”：多少").fill("75")
    await page.evaluate("for (const one of document.querySelectorAll('form details')) one.open = true")
    await page.get_by_label("只给这些人").select_option("carers")
    await expect(page.locator(".campaign-count__number")).to_contain_text("约")
    await looks.here("campaign draft with faults")
    told = {
        "名称": "照护课报名", "标题": "家门口的照护课开始报名", "按钮上写什么": "看看怎么报名", "按钮打开哪一页": "/services/FT0205001",
        "正文": "周末两小时，学会扶人起身和翻身。不收费，名额够。不去也没有任何影响。", "为什么发": "让照顾家人的人知道有课可以上",
        "从哪天起": local_date(now).isoformat(), "最后一天": (local_date(now) + timedelta(days=20)).isoformat(), "每天几点开始": "0",
        "几点以后不发": "24", "对照组（百分之几）": "0",
    }  # fmt: skip
    for label, value in told.items():
        await page.get_by_label(label, exact=True).fill(value)
    await expect(page.get_by_text("检查过了，没有要改的")).to_be_visible()
    await presses(page, "保存", "保存好了")
    await looks.here("campaign draft")
    await two_windows_save(page, looks)
    here = page.url.partition("?")[0].removesuffix("/draft")
    await looks.at(here, name="campaign that is a draft")
    await presses(page, "提交给另一个人审核", "等第二个人审核")
    await signs_in(page, "程立", HERE)
    await looks.here("campaigns")
    await looks.at(f"{here}/review", name="campaign review")
    await page.get_by_text("按街道、年龄、性别看").click()
    await page.get_by_text("看例子").click()
    await looks.here("campaign review opened")
    await presses(page, "同意这一份", "同意了")
    await presses(page, "排定", "排定了")
    await looks.at(f"{HERE}/calendar", name="campaign calendar")
    for _ in range(60):
        await page.goto(here)
        if await page.get_by_text("看结果").count():
            break
        await page.wait_for_timeout(500)
    await looks.here("campaign that runs")
    await looks.at(f"{here}/results", name="campaign results")
    looks.nothing()
    await db.close()
