"""Editors write, a second person publishes: a fee and a paper from next January, two editors on one field, the way back."""

from typing import Any

import httpx
import pytest

from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import local_date
from backend.settings import Settings
from tests.conftest import NOW, HeldClock, new_browser
from tests.support.editing import CHENG, HAN, MENG, Editor

CODE = "FT0110009"
HERE = f"/studio/services/{CODE}"
MONEY, PAPERS, ABOUT = f"{HERE}/parts/money", f"{HERE}/parts/papers", f"{HERE}/parts/about"


@pytest.fixture
def staff(house: Any, settings: Settings) -> Any:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work


async def live_on(house: Any, day: Any) -> Any:
    """The service in force on a day, as the database has it."""
    catalogue = PublishedCatalogue()
    async with house.framework.state.pool.acquire() as db:
        await catalogue.open(db, day)
    return catalogue.in_force[CODE].service


async def test_a_new_fee_and_a_new_paper_from_next_january(house: Any, staff: Any, clock: HeldClock) -> None:
    meng = await staff(MENG)
    before = await live_on(house, local_date(NOW))
    await meng.goes("/studio")
    await meng.goes(f"/studio?q={CODE}")
    await meng.follows(before.name)
    await meng.presses(f"{HERE}/draft")
    await meng.follows("钱和结果")
    meng.ticks("fee.charged", "yes")
    meng.fills(MONEY, "费用说明", "每证10元")
    meng.fills(MONEY, "收费标准", "每证10元")
    meng.fills(MONEY, "收费依据", "测试用的收费文件")
    await meng.presses(MONEY)
    await meng.follows("要准备的材料")
    nth = len(before.material)
    meng.fills(PAPERS, "材料名称", "缴费凭证", nth=nth)
    meng.fills(PAPERS, "这是什么", "缴费以后得到的凭证。", nth=nth)
    meng.fills(PAPERS, "谁出具", "收费单位", nth=nth)
    meng.fills(PAPERS, "从哪里来", "缴费后在手机上。", nth=nth)
    meng.fills(PAPERS, "照片要拍成怎样", "金额和日期看得清。", nth=nth)
    await meng.presses(PAPERS)
    await meng.follows("依据和出处")
    sources = "\n".join(
        f"{place} = {source}"
        for place, source in {**before.provenance, "fee": "proposal", "material": "proposal"}.items()
    )
    meng.fills(f"{HERE}/parts/basis", "每一处的出处（每行一处）", sources)
    await meng.presses(f"{HERE}/parts/basis")
    text = await meng.follows("检查、提交审核")
    assert "检查过了，没有要改的" in text, text
    assert "每证10元" in text
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "明年一月起收工本费，要交缴费凭证")
    meng.fills(f"{HERE}/proposal", "从哪天起", "2027-01-01")
    await meng.presses(f"{HERE}/proposal")
    assert meng.actions <= 25
    assert await live_on(house, local_date(NOW)) == before, "a draft changes nothing"

    assert "要由另一个人来审核" in await meng.goes(f"{HERE}/review")
    await (await staff(MENG, fresh=True)).goes(HERE)
    await approves(await staff(HAN, fresh=True), 403)
    tired = await staff(CHENG)
    await approves(tired, 404)  # the sign-in of staff has no provider here
    assert tired.page.url.path.startswith("/staff/sign-in")
    await approves(await staff(CHENG, fresh=True))
    assert await live_on(house, local_date(NOW)) == before
    january = await live_on(house, local_date(NOW).replace(year=2027, month=1, day=1))
    assert january.fee.says == "每证10元"
    assert [m.name for m in january.material][-1] == "缴费凭证"

    clock.pass_(days=39)
    cheng = await staff(CHENG)
    assert "2027年1月1日" in await cheng.goes(f"{HERE}/history")


async def approves(editor: Editor, status: int = 200) -> None:
    """Open what waits and approve it as it stands."""
    page = await editor.goes(f"{HERE}/review")
    assert "逐处比较" in page
    if f"{HERE}/review/approval" in editor.page.text:
        await editor.presses(f"{HERE}/review/approval", status)
    else:
        assert status == 403


async def test_two_editors_on_one_field(staff: Any) -> None:
    meng, han = await staff(MENG), await staff(HAN)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    await han.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "孟写的一句话。")
    await meng.presses(ABOUT)
    han.fills(ABOUT, "英文说明", "What Han wrote.")
    page = await han.presses(ABOUT)
    assert "孟写的一句话。" in page
    assert "孟雅琴也在改这一节" in page

    await meng.goes(ABOUT)
    await han.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "孟再写的一句话。")
    await meng.presses(ABOUT)
    han.fills(ABOUT, "一句话说明", "韩写的一句话。")
    page = await han.presses(ABOUT, 409)
    assert page.count("孟再写的一句话。") == 1
    assert page.count("韩写的一句话。") == 2, "in the comparison and in the box"
    assert "孟再写的一句话。" in await meng.goes(ABOUT), "what is saved stays until somebody decides"
    page = await han.presses(ABOUT)
    assert "韩写的一句话。" in page
    assert "孟再写的一句话。" in await han.presses(f"{ABOUT}/undo")
    assert "What Han wrote." in await han.goes(ABOUT)
    await han.presses(ABOUT, 400, surplus="x")


async def test_the_preview_is_the_public_page_of_the_draft(staff: Any, house: Any) -> None:
    meng = await staff(MENG)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "{{ 7 * 7 }}{% raise %}<script>1</script>。")
    await meng.presses(ABOUT)
    page = await meng.goes(f"{HERE}/preview?mode=elder")
    assert "{{ 7 * 7 }}{% raise %}" in page
    assert "<script>1" not in meng.page.text
    assert 'data-mode="elder"' in meng.page.text
    assert "frame-ancestors 'self'" in meng.page.headers["content-security-policy"]
    assert "script-src" not in meng.page.headers["content-security-policy"]
    assert "{{ 7" not in await meng.goes(f"{HERE}/live")


async def test_back_to_an_earlier_version_by_two(house: Any, staff: Any) -> None:
    meng = await staff(MENG)
    before = await live_on(house, local_date(NOW))
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "一句要退回去的话。")
    await meng.presses(ABOUT)
    await meng.goes(f"{HERE}/proposal")
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "换一句说明试试看")
    await meng.presses(f"{HERE}/proposal")
    await approves(await staff(CHENG, fresh=True))
    assert (await live_on(house, local_date(NOW))).purpose == "一句要退回去的话。"
    await house.framework.state.catalogue.open(await house.framework.state.pool.acquire(), local_date(NOW))
    await meng.goes(f"{HERE}/history")
    assert "退回" in await meng.presses(f"{HERE}/rollback")
    await approves(await staff(CHENG, fresh=True))
    assert await live_on(house, local_date(NOW)) == before


async def test_no_resident_and_no_officer_comes_in(staff: Any, browser: httpx.AsyncClient) -> None:
    for path in ("/studio", HERE, ABOUT, f"{HERE}/preview"):
        assert (await browser.get(path)).url.path == "/staff/sign-in"
