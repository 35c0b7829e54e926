"""Acting for a relative in real browsers, two at once: every page of it, the taps it takes, and what the other side sees at once."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from backend.settings import Settings
from tests.people import GRADUATE, GRANDMOTHER, NINETY_TWO
from tests.support.allowance import ALLOWANCE
from tests.support.browsing import sign_in
from tests.support.looking import LOOKING, Looks, leads_on, presses
from tests.support.stepping_up import steps_up_in
from tests.support.windows import Windows

OFFICER, HOLDER = "罗文静", "19900000019"  # the officer of the hall; 沈丽华, legal representative of a sample company
AXE = {"/mandates", "an offer", "a mandate", "/desk/mandates"}


class Taps:
    """A person at a small phone; counts what they touch."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    async def link(self, words: str) -> None:
        """Touch a link."""
        await self._touch(self.page.get_by_role("link", name=re.compile(words)).first)

    async def button(self, words: str) -> None:
        """Touch a button."""
        await self._touch(self.page.get_by_role("button", name=re.compile(words)).first)

    async def _touch(self, target: Any) -> None:
        self.count += 1
        await leads_on(self.page, target)

    async def types(self, field: str, text: str) -> None:
        """Touch a field and type."""
        self.count += 1
        await self.page.locator(field).fill(text)


@pytest_asyncio.fixture(loop_scope="session")
async def two(windows: Windows, live: Settings) -> AsyncIterator[tuple[Page, Page]]:
    """The grandmother's phone, and that of who helps her; both are signed in."""
    async with windows.opened(live.origin, **LOOKING) as hers, windows.opened(live.origin, **LOOKING) as his:
        she, he = await hers.new_page(), await his.new_page()
        for page, member in ((she, GRANDMOTHER), (he, GRADUATE)):
            await page.goto("/sign-in?next=/mandates")
            await sign_in(page, live, member.phone)
        yield she, he


@pytest.mark.nightly("pages")
async def test_she_agrees_on_her_phone_and_stops_while_he_has_the_page_open(
    two: tuple[Page, Page], live: Settings
) -> None:
    she, he = two
    hers, his, taps = Looks(she, AXE, walks=True), Looks(he, AXE, walks=True), Taps(he)
    await his.here("/mandates")
    await he.goto("/")
    await taps.link("帮家人办事")
    await taps.link("我来帮家人办")
    await his.here("/mandates/ask")
    await taps.link("在家人自己的手机上")
    await his.here("/mandates/ask/phone")
    await taps.link("老年人")
    await his.here("how far and until when")
    await taps.types("#f-phone", GRANDMOTHER.phone)
    await taps.button("发给家人")
    assert taps.count <= 6, "from home to a sent request"
    await expect(he.get_by_role("heading", name="发出去了")).to_be_visible()
    await his.here("/mandates/invitations/ID")

    await steps_up_in(she.context, live)
    await she.goto("/")
    taps = Taps(she)
    await taps.link("帮家人办事")
    await taps.link("想帮您办事")
    await hers.here("an offer")
    await taps.button("^同意$")
    assert taps.count <= 3, "her yes"
    await expect(she.get_by_text("从现在起对方可以帮忙")).to_be_visible()
    await hers.here("a mandate")

    await he.goto("/mandates")
    await presses(he, "替陈桂兰办事")
    banner = he.locator(".acting-banner")
    for path in ("/cases", "/", "/services/elderly", f"/services/{ALLOWANCE}", "/inbox"):
        await he.goto(path)
        await expect(banner).to_contain_text("您正在帮 陈桂兰 办事")
    await he.emulate_media(media="print")
    await expect(banner).to_be_visible()
    await expect(banner.get_by_role("button")).to_be_hidden()
    await he.emulate_media(media="screen")
    await he.goto(f"/cases/new?service={ALLOWANCE}")
    await presses(he, "开始填|，继续")
    draft = he.url.partition("/form/")[0]
    await claimed_in_the_middle(she, he, draft, hers, his)

    await she.goto("/me/access")
    await expect(she.get_by_text("林晓阳").first).to_be_visible()
    await hers.here("/me/access with the act of a helper")
    await she.goto("/mandates")
    await presses(she, "^停止")
    await expect(she.get_by_text("马上生效").first).to_be_visible()
    await she.get_by_role("link", name="看办过的每一步").click()
    await expect(she.get_by_text("开始填写")).to_be_visible()
    await hers.here("/mandates/ID/record")

    await he.goto(draft)
    await expect(he.get_by_text("这份授权现在不能用了")).to_be_visible()
    await presses(he, "换回自己")
    await expect(banner).to_have_count(0)
    await he.goto("/")
    await expect(banner).to_have_count(0)
    hers.nothing()
    his.nothing()


async def claimed_in_the_middle(she: Page, he: Page, draft: str, hers: Looks, his: Looks) -> None:
    """She takes the case while he has it open, and lets him go on; he sends it back with a note."""
    await she.goto(draft)
    await expect(she.get_by_text("林晓阳可以替您填这件事")).to_be_visible()
    await hers.here("a case of two people")
    await presses(she, "我自己来办")
    await he.goto(draft)
    await expect(he.get_by_role("heading", name="陈桂兰自己接着办了")).to_be_visible()
    await his.here("a case that she claimed")
    await he.goto(f"{draft}/form/1")
    await expect(he.get_by_role("heading", name="本人自己接着办了")).to_be_visible()
    await she.goto(f"{draft}/helpers")
    await hers.here("what helpers read of a case")
    await she.locator("#f-note").fill("照片我拍好了")
    await presses(she, "请对方接着办")
    await he.goto(draft)
    await expect(he.get_by_text("照片我拍好了")).to_be_visible()
    await he.goto(f"{draft}/form/1")
    await his.here("questions with masked answers")
    await he.goto(f"{draft}/fields/hukou_address")
    await his.here("a value to compare")
    await he.goto(draft)
    await he.get_by_text("交给本人接着办").click()
    await he.locator("#f-note").fill("账户请您自己选")
    await presses(he, "^交给本人")
    await she.goto(draft)
    await expect(she.get_by_text("账户请您自己选")).to_be_visible()


@pytest.mark.nightly("pages")
async def test_a_code_to_scan_an_office_and_a_complaint(
    two: tuple[Page, Page], windows: Windows, live: Settings
) -> None:
    she, he = two
    hers, his = Looks(she, AXE, walks=True), Looks(he, AXE, walks=True)
    await steps_up_in(she.context, live)
    await hers.at("/mandates/invite")
    await she.goto(f"/mandates/invite?of={ALLOWANCE}")
    await hers.here("whom to invite")
    await presses(she, "用二维码")
    await hers.here("a code to scan")
    link = str(await she.locator("[data-url^='/mandates/scan/']").get_attribute("data-url"))
    await his.at(link, name="/mandates/scan/TOKEN")
    await presses(he, "我答应")
    await expect(he.get_by_text("还要等家人核对")).to_be_visible()
    await she.goto("/mandates")
    await leads_on(she, she.get_by_role("link", name="林晓阳想帮您办事"))
    await hers.here("a proposal to confirm")
    await presses(she, "我同意")
    await expect(she.get_by_text("从现在起对方可以帮忙")).to_be_visible()
    await presses(she, "不对劲")
    await expect(she.get_by_text("工作人员正在核对").first).to_be_visible()
    await hers.here("a complaint")
    async with windows.opened(live.origin, **LOOKING) as theirs:
        officer = await theirs.new_page()
        looks = Looks(officer, {"what was seen"}, walks=True)
        await officer.goto("/staff/sign-in/start?next=/desk/mandates")
        await presses(officer, OFFICER)
        await looks.at("/desk/mandates", name="/desk/mandates with a complaint")
        await leads_on(officer, officer.get_by_role("link", name="替").first)
        await looks.here("what was seen")
        await presses(officer, "没有问题")
        await looks.here("what was seen, without a reason")
        await officer.locator("#f-why").fill("打登记里的号码问过本人，是一场误会")
        await presses(officer, "没有问题")
        await expect(officer.get_by_text("授权恢复了")).to_be_visible()
        looks.nothing()
    await she.reload()
    await expect(she.get_by_text("是一场误会")).to_be_visible()
    await hers.here("a complaint that was looked at")
    await hers.at("/mandates/letter")
    hers.nothing()
    his.nothing()


@pytest.mark.nightly("pages")
async def test_the_desk_and_an_office(windows: Windows, live: Settings) -> None:
    async with windows.opened(live.origin, **LOOKING) as theirs, windows.opened(live.origin, **LOOKING) as hers:
        officer, holder = await theirs.new_page(), await hers.new_page()
        looks = Looks(officer, AXE, walks=True)
        await officer.goto("/staff/sign-in/start?next=/desk/mandates")
        await presses(officer, OFFICER)
        await officer.goto("/desk/mandates")
        await looks.here("/desk/mandates")
        await looks.at("/desk/mandates/new/counter")
        await officer.goto(f"/desk/mandates/new/counter?of={ALLOWANCE}")
        for who, member in (("principal", NINETY_TWO), ("helper", GRADUATE)):
            await officer.locator(f"#f-{who}_name").fill(member.name)
            await officer.locator(f"#f-{who}_number").fill(member.id_number)
        await presses(officer, "马上生效")
        await expect(officer.get_by_text("两份证件都看过").first).to_be_visible()
        await looks.here("a mandate that wasn't read aloud")
        await officer.locator("[name=seen_both]").check()
        await officer.locator("[name=read_aloud]").check()
        await presses(officer, "马上生效")
        await expect(officer.get_by_text("请打印授权书")).to_be_visible()
        await looks.here("/desk/mandates/ID")
        await looks.at("/desk/mandates/guardian")
        looks.nothing()

        looks = Looks(holder, AXE, walks=True)
        await looks.at("/verify/mandate")
        await holder.goto("/sign-in?next=/mandates/by-law")
        await sign_in(holder, live, HOLDER)
        await looks.here("/mandates/by-law")
        await presses(holder, "开始替单位办")
        await presses(holder, "替深圳市样本丽华文化有限公司办事")
        await looks.at("/mandates/given")
        looks.nothing()
