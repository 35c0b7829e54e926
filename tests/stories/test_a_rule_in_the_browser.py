"""Story 6 whole in a real browser, by labels alone: another amount from next January, signed by a second person, in force at midnight; a rule from nothing."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from backend.app import LOOK
from backend.cases.decisions.replay import replay
from backend.kit.clock import SHANGHAI, local_date, utc_now
from backend.registers.sample.app import create
from backend.registers.sample.cast import Member
from backend.settings import Settings
from tests import people
from tests.conftest import REGISTER_KEY, SMS_KEY
from tests.support.browsing import DESKTOP, PHONE, sign_in
from tests.support.live import Live, MovedClock, living
from tests.support.looking import leads_on
from tests.support.servers import empty_redis, free_port, serving

CODE, PLAIN = "FT0205001", "FT0107004"
MOST_ACTIONS, MOST_SECONDS = 25, 300


class AtWork:
    """A member of staff at a browser, who finds everything by its label; counts what they do, and how long it takes."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.began = page, 0, time.monotonic()

    async def signs_in(self, name: str, path: str) -> None:
        """Sign in and begin at a page."""
        await self.page.goto(f"/staff/sign-in/start?next={path}")
        await self.page.get_by_role("button", name=name).first.click()
        await self.page.wait_for_url(f"**{path}")
        self.actions, self.began = 0, time.monotonic()

    async def follows(self, words: str) -> None:
        """Follow a link by its words."""
        self.actions += 1
        await leads_on(self.page, self.page.get_by_role("link", name=words, exact=True).first)

    async def presses(self, words: str) -> None:
        """Press a button by its words."""
        self.actions += 1
        await leads_on(self.page, self.page.get_by_role("button", name=words, exact=True).first)

    async def fills(self, label: str, text: str) -> None:
        """Fill in an input by its label."""
        self.actions += 1
        await self.page.get_by_label(label).first.fill(text)

    async def opens(self, words: str) -> None:
        """Open what is folded, by its words."""
        self.actions += 1
        await self.page.get_by_text(words, exact=True).first.click()

    async def chooses(self, label: str, option: str) -> None:
        """Choose from a list by its label."""
        self.actions += 1
        await self.page.get_by_label(label).first.select_option(label=option)

    async def sees(self, words: str | re.Pattern[str]) -> Locator:
        """Wait until something stands on the page."""
        found = self.page.get_by_text(words).filter(visible=True).first
        await expect(found).to_be_visible(timeout=15_000)
        return found

    def took(self, what: str) -> None:
        """Print what it took, and hold it against the limits."""
        seconds = time.monotonic() - self.began
        print(f"\n{what}: {self.actions} actions, {seconds:.0f} s")
        assert self.actions <= MOST_ACTIONS
        assert seconds <= MOST_SECONDS


@pytest_asyncio.fixture(loop_scope="session")
async def clock() -> MovedClock:
    """The clock of the house of this test."""
    return MovedClock()


@pytest_asyncio.fixture(loop_scope="session")
async def house_in_time(
    root_url: str, furnished: None, settings: Settings, clock: MovedClock, tmp_path: Path
) -> AsyncIterator[Live]:
    """A running house that lives by that clock, and the registers that it asks: what they say is from the day."""
    at_new_year = MovedClock()
    at_new_year.moves_to(next_january() - timedelta(minutes=6))  # a sample register dates what it knows when it starts
    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY,
        "FUTIAN_SMS_KEY": SMS_KEY,
        "FUTIAN_SAMPLE_RESIDENTS": "0",
        "VAR": str(tmp_path),
    }
    with serving(create(environ, at_new_year), free_port()) as world:
        here = msgspec.structs.replace(settings, register_url=world, sms_url=world)
        async with living(root_url, here, tmp_path / "papers", "moved", clock) as house:
            await empty_redis(house.settings)
            yield house


def next_january() -> datetime:
    """The first moment of next year, in Shenzhen."""
    return datetime(local_date(utc_now()).year + 1, 1, 1, tzinfo=SHANGHAI)


async def window(chromium: Browser, settings: Settings, options: Any = DESKTOP) -> Page:
    """A window of its own."""
    return await (await chromium.new_context(**options, base_url=settings.origin, locale="zh-CN")).new_page()


@pytest.mark.nightly("pages")
async def test_another_amount_from_next_january(
    house_in_time: Live, clock: MovedClock, chromium: Browser, tmp_path: Path
) -> None:  # fmt: skip
    settings = house_in_time.settings
    january = next_january()
    meng = AtWork(await window(chromium, settings))
    await meng.signs_in("孟雅琴", f"/studio/services/{CODE}")
    await meng.presses("改这个事项")
    await meng.follows("规则")
    await meng.sees("个用例都对")
    await meng.opens("从某一天起，换一版")
    await meng.fills("新的一版从哪天起", january.date().isoformat())
    await meng.presses("写新的一版")
    await meng.fills("第3档金额", "330")
    await meng.sees(re.compile("秒前已保存"))
    impact = meng.page.get_by_role("region", name="会影响多少人")
    await expect(impact).to_contain_text(re.compile("没有人会得到，没有人会失去，.*不清楚"), timeout=15_000)
    await meng.sees("每月330元")
    await meng.fills("第2档金额", "530")
    await meng.presses("补上勾选的用例")  # what was just typed is saved first
    told = await (await meng.sees("每条界线两边都试过")).inner_text()
    assert int(told.partition("个")[0]) >= 10, "ten cases and more were tried"
    await meng.presses("我核对过了：年满70周岁")
    await meng.sees("孟雅琴2026年")
    await meng.follows("检查、提交审核")
    await meng.sees("检查过了，没有要改的")
    await meng.fills("变了什么，为什么", "明年一月起80岁档和90岁档的标准")
    assert await meng.page.get_by_label("从哪天起").input_value() == january.date().isoformat()
    await meng.presses("提交给另一个人审核")
    meng.took("another amount from January")

    cheng = AtWork(await window(chromium, settings))
    await cheng.signs_in("程立", f"/studio/services/{CODE}/review")
    await cheng.sees("每月330元")
    await cheng.sees("核对过1条")
    await cheng.presses("同意，发布")
    await cheng.sees("最近")
    cheng.took("approved")

    clock.moves_to(january - timedelta(minutes=6))
    before = await window(chromium, settings, PHONE)
    await fills_in(before, settings, people.GRANDMOTHER)
    assert await in_force_since(before) < january.date()
    clock.moves_to(january - timedelta(seconds=LOOK + 3))  # so that the house has looked at the clock once more
    while clock() < january + timedelta(seconds=60) and await in_force_since(before) < january.date():
        await asyncio.sleep(0.2)
    seen = (clock() - january).total_seconds()
    print(f"in force {seen:+.1f} s after midnight")
    assert 0 <= seen < 2
    await hands_in(before)
    await expect(before.locator("h1")).to_contain_text("通过了")
    await expect(before.locator("main")).to_contain_text("每月300元")
    after = await window(chromium, settings, PHONE)
    await fills_in(after, settings, people.NINETY_TWO)
    await hands_in(after)
    await expect(after.locator("h1")).to_contain_text("通过了")
    await expect(after.locator("main")).to_contain_text("每月530元")
    db = await asyncpg.connect(house_in_time.admin_url)
    begun_with = await db.fetch(
        "select v.content -> 'rules' as rules from cases c join service_version v on v.id = c.service_version order by v.valid_from"
    )
    await db.close()
    assert ['"amount": 330' in one["rules"] for one in begun_with] == [False, True], (
        "each the version that it began with"
    )
    done = await replay(settings, 1)
    assert (done.different, done.same) == ((), 2), "what was decided before and after replays"


async def fills_in(phone: Page, settings: Settings, member: Member) -> None:
    """Begin the application; registers know the rest."""
    await phone.goto(f"/cases/new?service={CODE}")
    await sign_in(phone, settings, member.phone)
    await phone.get_by_label("深圳以外").check()
    await phone.get_by_role("button", name=re.compile("开始填|，继续")).click()
    await phone.wait_for_url("**/check")


async def hands_in(phone: Page) -> None:
    """Hand it in."""
    await phone.get_by_label("以上内容我看过了").check()
    await leads_on(phone, phone.get_by_role("button", name="提交申请"))


async def in_force_since(page: Page) -> date:
    """From which day the version holds that the public pages show now."""
    found = re.search(
        rf"/services/{CODE}</loc><lastmod>([0-9-]+)<", await (await page.request.get("/sitemap.xml")).text()
    )
    assert found
    return date.fromisoformat(found[1])


@pytest.mark.nightly("pages")
async def test_a_rule_from_nothing(house_in_time: Live, chromium: Browser) -> None:
    settings = house_in_time.settings
    meng = AtWork(await window(chromium, settings))
    await meng.signs_in("孟雅琴", f"/studio/services/{PLAIN}")
    await meng.presses("改这个事项")
    await meng.follows("规则")
    await meng.sees("这个事项还没有规则")
    await meng.fills("依据", "本系统建议，待主管部门确认")
    await meng.presses("开始写规则")
    await meng.chooses("再加一条要求", "户籍所在地")
    await meng.presses("加上")
    await meng.fills("第2条要求，居民看到的话", "户口在深圳")
    await meng.fills("“户籍所在地”：哪些地方，用顿号隔开", "深圳市")
    await meng.sees(re.compile("秒前已保存"))
    await meng.page.get_by_text("条文、顺序、删除").nth(1).click()
    await meng.page.get_by_label("条文", exact=True).nth(1).select_option(label="本系统建议")
    meng.actions += 2
    await meng.presses("保存，再算一遍")
    await meng.presses("补上勾选的用例")
    await meng.sees("每条界线两边都试过")
    await meng.page.context.set_offline(True)
    await meng.fills("第2条要求，居民看到的话", "户口在深圳市")
    await meng.sees("没有网，还没有保存")
    await meng.page.context.set_offline(False)
    await meng.sees(re.compile("秒前已保存"))
    await meng.presses("撤销我上一次的改动")
    assert await meng.page.get_by_label("第2条要求，居民看到的话").input_value() == "户口在深圳"
    await meng.follows("检查、提交审核")
    await meng.sees("检查过了，没有要改的")
    await meng.fills("变了什么，为什么", "第一次写规则，先不当场批准")
    await meng.presses("提交给另一个人审核")
    meng.took("a rule from nothing")
    cheng = AtWork(await window(chromium, settings))
    await cheng.signs_in("程立", f"/studio/services/{PLAIN}/review")
    await cheng.sees("户籍所在地在深圳市")
    await cheng.presses("同意，发布")
    await cheng.sees("最近")
