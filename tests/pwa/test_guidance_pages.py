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
    hers, desk = Looks(she), Looks(official)
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
