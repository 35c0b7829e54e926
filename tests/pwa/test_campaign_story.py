"""The whole way of a campaign in a browser: for all carers in two streets, sent back, approved, begun, paused, resumed and stopped; nineteen are too few."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Page, expect

from backend.kit.clock import SHANGHAI, local_date, utc_now
from backend.kit.db import prepare
from backend.settings import Settings
from tests.support.campaigning import HERE, people_arrive
from tests.support.staff_in_browser import presses, signs_in

pytestmark = pytest.mark.nightly("pages")
CARERS = 120
QUIET = """
insert into message_choice (person, quiet_from, quiet_until)
select helper, case when turn % 2 = 0 then time '00:00' else $1 end, case when turn % 2 = 0 then time '00:00' else $2 end
from (select helper, row_number() over (order by helper) as turn from mandate where state = 'active') as carers
on conflict (person) do update set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
"""
"""Every other carer is told at any hour, the others not within the next hours: they wait, so that there is something to pause."""


async def writes(page: Page, name: str) -> str:
    """Write a campaign for the carers in two streets; returns its address."""
    await page.goto(f"{HERE}/new")
    await page.get_by_text("从空白开始").click()
    await presses(page, "开始写", "给谁")
    today = local_date(utc_now())
    await page.get_by_label("莲花街道").check()
    await page.get_by_label("福田街道").check()
    await page.get_by_label("只给这些人").select_option("carers")
    await page.evaluate("for (const one of document.querySelectorAll('form details')) one.open = true")
    told = {
        "名称": name, "标题": "家门口的照护课开始报名", "按钮上写什么": "看看怎么报名", "按钮打开哪一页": "/services/FT0205001",
        "正文": "周末两小时，学会扶人起身和翻身。不收费。不去也没有任何影响。", "为什么发": "让照顾家人的人知道有课可以上",
        "从哪天起": today.isoformat(), "最后一天": (today + timedelta(days=20)).isoformat(), "每天几点开始": "0", "几点以后不发": "24",
    }  # fmt: skip
    for label, value in told.items():
        await page.get_by_label(label, exact=True).fill(value)
    await expect(page.get_by_text("检查过了，没有要改的")).to_be_visible()
    await presses(page, "保存", "保存好了")
    return page.url.partition("?")[0].removesuffix("/draft")


async def shows(page: Page, address: str, words: str) -> None:
    """Open a page again and again until the worker has done what it shows."""
    for _ in range(120):
        await page.goto(address)
        if await page.get_by_text(words).count():
            return
        await page.wait_for_timeout(500)
    raise AssertionError(words, await page.inner_text("main"))


async def number(page: Page, row: str) -> str:
    """The number in a row of the results."""
    return (await page.get_by_role("row").filter(has_text=row).first.get_by_role("cell").last.inner_text()).strip()


async def test_all_carers_in_two_streets(page: Page, live: Settings, live_admin_url: str) -> None:
    db, now = await asyncpg.connect(live_admin_url), utc_now()
    await prepare(db)
    async with db.transaction():
        assert await people_arrive(db, now, people=3000, carers=CARERS) == CARERS
        here: datetime = now.astimezone(SHANGHAI)
        await db.execute(QUIET, (here - timedelta(hours=1)).time(), (here - timedelta(hours=2)).time())
    await page.set_viewport_size({"width": 1280, "height": 800})
    await signs_in(page, "孟雅琴", HERE)
    campaign = await writes(page, "照护课报名")
    await page.goto(campaign)
    await presses(page, "提交给另一个人审核", "等第二个人审核")

    await sent_back(page, campaign)
    await page.goto(f"{campaign}/review")
    await presses(page, "同意这一份", "同意了")
    await presses(page, "排定", "排定了")
    await shows(page, campaign, "马上暂停")
    await shows(page, f"{campaign}/results", "发到了")
    await signs_in(page, "孟雅琴", HERE)
    await page.goto(campaign)
    await presses(page, "马上暂停", "不会再发给下一个人")
    await expect(page.get_by_text("接着发，要由有发布权的人来点")).to_be_visible()
    await signs_in(page, "程立", HERE)
    await page.goto(campaign)
    await presses(page, "接着发", "接着发了")
    await stopped(page, campaign)

    await shows(page, f"{campaign}/results", "宣传被停下了")
    assert [await number(page, row) for row in ("发到了", "等着", "符合的")] == ["60", "0", "120"]
    assert "账是平的" in await page.inner_text("main")
    twice = await db.fetchval(
        "select count(*) - count(distinct person) from notice where title = '家门口的照护课开始报名'"
    )
    assert twice == 0
    await nineteen(page, db)
    await db.close()


async def sent_back(page: Page, campaign: str) -> None:
    """A publisher sends it back, its writer mends it and lays it before them again."""
    await signs_in(page, "程立", HERE)
    await page.goto(f"{campaign}/review")
    await page.get_by_text("退回去改").click()
    await page.get_by_label("哪里要改，怎么改").fill("标题写明是哪里的课。")
    await presses(page, "退回", "退回去了")
    await signs_in(page, "孟雅琴", HERE)
    await page.goto(campaign)
    await expect(page.get_by_text("标题写明是哪里的课。")).to_be_visible()
    await page.goto(f"{campaign}/draft")
    await page.get_by_label("正文", exact=True).fill("在街道的活动室，周末两小时。不收费。不去也没有任何影响。")
    await presses(page, "保存", "保存好了")
    await page.goto(campaign)
    await presses(page, "提交给另一个人审核", "等第二个人审核")
    await signs_in(page, "程立", HERE)


async def stopped(page: Page, campaign: str) -> None:
    """Its writer stops it, and says why."""
    await signs_in(page, "孟雅琴", HERE)
    await page.goto(campaign)
    await page.get_by_text("停止，不再发").click()
    await page.get_by_label("为什么停").fill("课满了，不用再告诉别人。")
    await page.get_by_role("button", name="停止", exact=True).click()
    await expect(page.get_by_text("还没轮到的都不会收到").first).to_be_visible()
    await expect(page.get_by_text("课满了，不用再告诉别人。")).to_be_visible()


async def nineteen(page: Page, db: Any) -> None:
    """Nineteen carers are too few: the page says so while one writes, and nobody is asked to approve it."""
    await db.execute(
        "delete from mandate where id not in (select id from mandate where proposed_at = (select max(proposed_at) from mandate) order by id limit 19)"
    )
    small = await writes(page, "给很少的人")
    await expect(page.get_by_text("不到20人不能发").first).to_be_visible()
    await page.goto(small)
    await presses(page, "提交给另一个人审核", "符合的不到20人，不能发")
    await expect(page.get_by_text("草稿").first).to_be_visible()
