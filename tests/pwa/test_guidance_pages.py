"""Two real browsers: 郭奶奶 on a small phone in elder mode, an official at a desk; every page of it, and a network cut in the middle."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, expect

from backend.settings import Settings
from tests.people import GUIDED
from tests.support.allowance import ALLOWANCE
from tests.support.browsing import DESKTOP, OFFICER, desk_of, saves, sign_in
from tests.support.looking import LOOKING, Looks, leads_on, presses
from tests.support.windows import Windows

AT_DESK: dict[str, Any] = {**LOOKING, **DESKTOP}
SPOKEN = "window.said = []; window.speechSynthesis.speak = (one) => window.said.push(one.text)"


@pytest_asyncio.fixture(loop_scope="session")
async def two(windows: Windows, live: Settings) -> AsyncIterator[tuple[Page, Page]]:
    """Her phone, signed in and in elder mode, and the official's desk."""
    async with windows.opened(live.origin, **LOOKING) as hers, windows.opened(live.origin, **AT_DESK) as theirs:
        she, official = await hers.new_page(), await theirs.new_page()
        await she.add_init_script(SPOKEN)
        await she.goto("/sign-in?next=/cases")
        await sign_in(she, live, GUIDED.phone)
        await she.context.add_cookies([{"name": "mode", "value": "elder", "url": live.origin}])
        await desk_of(official, OFFICER)
        yield she, official


async def points_at(official: Page, label: str) -> None:
    """The official points at a question."""
    await official.get_by_role("button", name=re.compile(f"指给对方.*{label}")).click()


@pytest.mark.nightly("pages")
async def test_she_is_guided_and_a_cut_network_loses_nothing(two: tuple[Page, Page], live: Settings) -> None:
    she, official = two
    hers, desk = Looks(she, walks=True), Looks(official, walks=True)
    await hers.at("/guidance/phone")
    await she.goto(f"/services/{ALLOWANCE}")
    await leads_on(she, she.get_by_role("link", name="请人教我").first)
    await hers.here("/guidance asked")
    await presses(she, "请工作人员来教")
    await hers.here("/guidance waiting")
    await official.goto("/desk/guidance")
    await expect(official.get_by_text("郭＊＊")).to_be_visible()
    await desk.here("/desk/guidance")
    await official.set_viewport_size(DESKTOP["viewport"])
    await presses(official, "接下一位")
    await desk.here("/desk/guidance/ID offered")
    await official.set_viewport_size(DESKTOP["viewport"])
    await expect(she.get_by_role("button", name="让韩晓梅看")).to_be_visible()
    await hers.here("/guidance offered")
    await presses(she, "让韩晓梅看")
    await expect(she.locator(".guided")).to_contain_text("在教您")

    await she.goto(f"/cases/new?service={ALLOWANCE}")
    await presses(she, "开始填|知道了|下一步|继续")
    await she.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}"))
    case = "/".join(she.url.split("/")[:5])
    await she.goto(case)
    await expect(official.get_by_text("办理清单")).to_be_visible()
    await hers.here("a task list while guided")
    await she.goto(f"{case}/form/1")
    await she.locator("#f-hukou_address").fill(GUIDED.hukou_address)
    await saves(she)
    await she.goto(f"{case}/form/2")
    await points_at(official, "老人现在住在哪里？")
    await expect(she.locator("fieldset.pointed")).to_contain_text("老人现在住在哪里？", timeout=2000)
    await official.locator("#f-text").fill("住在老家，就选“深圳以外”。")
    await presses(official, "发给对方")
    await expect(she.locator(".guided__hint")).to_contain_text("深圳以外", timeout=2000)
    said = await she.evaluate("window.said")
    assert any("指着" in one for one in said)
    assert any("住在老家" in one for one in said)
    await expect(she.locator(".guided [role=status]")).to_contain_text("住在老家")
    await hers.here("a form with a ring and a hint")
    await desk.here("/desk/guidance/ID")
    await official.set_viewport_size(DESKTOP["viewport"])

    await she.locator("#f-contact_phone").fill(GUIDED.phone)
    await she.wait_for_timeout(700)  # typed text is kept a moment after the last key
    await she.context.set_offline(True)
    with pytest.raises(BrowserError, match="DISCONNECTED"):  # the stream is gone with the page
        await she.reload()
    await official.locator("summary", has_text="建议答案").first.click()
    await official.locator("#f-p-living_place").select_option("elsewhere")
    await presses(official, "^建议$")
    await she.context.set_offline(False)
    await she.goto(f"{case}/form/2")
    await expect(she.locator(".guided__proposal")).to_contain_text("深圳以外", timeout=10_000)
    await hers.here("a form with a proposal")
    await she.get_by_role("button", name="就这样填").click()
    await expect(she.locator("input[name=living_place][value=elsewhere]")).to_be_checked()
    assert await she.locator("#f-contact_phone").input_value() == GUIDED.phone, (
        "what she typed without network is still there"
    )
    await expect(official.get_by_text("您建议：")).to_have_count(0)
    await official.reload()
    await expect(official.locator(".guide__line", has_text="联系电话")).to_contain_text("已填")

    await she.goto("/guidance")
    await hers.here("/guidance what they see")
    await presses(she, "给看内容.*老人现在住在哪里？")
    await expect(official.locator(".guide__opened")).to_contain_text("深圳以外")
    await presses(she, "结束指导")
    await expect(she.get_by_role("heading", name="给对方看过什么")).to_be_visible()
    await hers.here("/guidance/ID")
    await expect(official.get_by_text("没有找到").first).to_be_visible()
    hers.nothing()
    desk.nothing()


SLOW = {"offline": False, "latency": 300, "downloadThroughput": 250_000 // 8, "uploadThroughput": 50_000 // 8}
"""2G as chromium's own tools have it: 250 kbit/s down, 50 up, 300 ms each way to the first byte."""
HINT_ON_2G = 3000  # milliseconds
HER_BAR = """
- complementary "远程指导":
  - paragraph:
    - strong: 区民政局 韩晓梅
    - text: 在教您
  - link "看得到什么"
  - button "结束"
  - paragraph: 对方说： 户口簿上的地址
  - paragraph: 指着：户口所在地址
  - paragraph: 不会问您要验证码和钱。问了就按“结束”。
"""
THEIR_MIRROR = """
- region "对方在哪一步":
  - paragraph:
    - strong: 填写
    - text: /高龄老人津贴申请 最晚到/
  - heading "老人的信息" [level=2]
  - paragraph: 您说了：户口簿上的地址
  - list:
    - listitem:
      - paragraph: 老人的姓名
"""


async def on_2g(page: Page) -> None:
    """From now on this page has a slow network."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", SLOW)


@pytest.mark.nightly("pages")
async def test_on_2g_both_sides_reload_and_each_screen_reads_well(two: tuple[Page, Page]) -> None:
    she, official = two
    she.set_default_timeout(60_000)
    await on_2g(she)
    await she.goto(f"/cases/new?service={ALLOWANCE}")
    await presses(she, "开始填|知道了|下一步|继续")
    await she.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}"))
    form = "/".join(she.url.split("/")[:5]) + "/form/1"
    await she.goto(form)
    await expect(she.get_by_role("heading", name="老人的信息").first).to_be_visible()
    await she.get_by_role("link", name="请人教我").first.click()
    await expect(she.get_by_role("button", name="请工作人员来教")).to_be_visible()
    await she.get_by_role("button", name="请工作人员来教").click()
    await expect(she.get_by_role("heading", name="正在请人来教您")).to_be_visible(timeout=20_000)
    await official.goto("/desk/guidance")
    await official.get_by_role("button", name="接下一位").click()
    await expect(she.get_by_role("button", name="让韩晓梅看")).to_be_visible(timeout=20_000)
    await she.get_by_role("button", name="让韩晓梅看").click()
    await expect(she.locator(".guided")).to_contain_text("在教您", timeout=20_000)
    await expect(official.get_by_role("heading", name="老人的信息")).to_be_visible(timeout=20_000)

    await official.locator("#f-text").fill("户口簿上的地址")
    await official.get_by_role("button", name="发给对方").click()
    await expect(she.locator(".guided__hint")).to_contain_text("户口簿上的地址", timeout=HINT_ON_2G)
    await expect(official.get_by_text("您说了：户口簿上的地址")).to_be_visible()
    await points_at(official, "户口所在地址")
    await expect(she.locator(".field.pointed")).to_contain_text("户口所在地址", timeout=HINT_ON_2G)
    await expect(she.locator(".guided")).to_match_aria_snapshot(HER_BAR)
    await expect(official.locator(".guide__mirror")).to_match_aria_snapshot(THEIR_MIRROR)

    for page in (she, official):
        await page.reload()
    await expect(she.locator(".field.pointed")).to_contain_text("户口所在地址", timeout=20_000)
    await expect(she.locator(".guided")).to_match_aria_snapshot(HER_BAR)
    await expect(official.locator(".guide__mirror")).to_match_aria_snapshot(THEIR_MIRROR)
    await official.locator("#f-text").fill("再看一遍")
    await official.get_by_role("button", name="发给对方").click()
    await expect(she.locator(".guided__hint")).to_contain_text("再看一遍", timeout=HINT_ON_2G)
    await she.locator(".guided").get_by_role("button", name="结束").click()
    await expect(she.get_by_role("heading", name="给对方看过什么")).to_be_visible(timeout=20_000)
