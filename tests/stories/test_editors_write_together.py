"""Two editors on one field, a script that saves, the preview, a file that goes into drafts: nothing is overwritten."""

from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from backend.catalogue.exchange.service_toml import service_text
from backend.catalogue.published import put_in_force
from backend.kit.clock import local_date
from tests.journey import TOKEN, said
from tests.support.editing import HAN, MENG
from tests.support.studio_steps import ABOUT, CODE, HERE, turned


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


async def test_a_script_saves_while_an_editor_types(staff: Any) -> None:
    meng = await staff(MENG)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    values = {**dict(meng.inputs(ABOUT).values), "purpose": "没有句号"}
    token = TOKEN.search(meng.page.text)
    assert token
    answer = await meng.browser.post(ABOUT, data={**values, "_token": token[1]}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["version"] == 2
    assert "purpose" in {one["name"] for one in answer.json()["remarks"]}
    answer = await meng.browser.post(
        ABOUT, data={**values, "purpose": "别的话", "_token": token[1]}, headers={"accept": "application/json"}
    )
    assert answer.json()["conflicts"] == 1, "the same page is old by then"
    assert "没有句号" in await meng.goes(ABOUT)


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


async def test_no_resident_and_no_officer_comes_in(staff: Any, browser: httpx.AsyncClient) -> None:
    for path in ("/studio", HERE, ABOUT, f"{HERE}/preview"):
        assert (await browser.get(path)).url.path == "/staff/sign-in"


@pytest.mark.nightly
async def test_a_file_goes_into_drafts_and_overwrites_nobody(house: Any, staff: Any) -> None:
    meng, live = await staff(MENG), house.framework.state.catalogue.get(CODE)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "孟在草稿里写的一句话。")
    await meng.presses(ABOUT)
    han = await staff(HAN)
    service = replace(live.service, purpose="表格里写的一句话。", purpose_en="What the sheet says.")
    await han.goes("/studio/import")
    assert "会改1个事项" in await han.chooses("/studio/import", f"{CODE}.toml", service_text(service).encode())
    page = await han.presses("/studio/import/drafts")
    assert "1个事项存进了草稿" in page
    assert "1处和草稿里已经改过的不一样" in page
    assert "孟在草稿里写的一句话。" in await han.goes(ABOUT)
    assert "What the sheet says." in said(han.page.text)
    await han.goes("/studio/import")
    wrong = service_text(replace(service, purpose="没有句号")).encode()
    assert "要先改好" in await han.chooses("/studio/import", f"{CODE}.toml", wrong, 422)
    assert "不像" not in await han.chooses("/studio/import", "x.exe", b"MZ", 422)
    sheet = await han.browser.get("/studio/services.xlsx")
    assert sheet.content[:2] == b"PK"
    await han.goes("/studio/import")
    assert "和线上的完全一样" in await han.chooses("/studio/import", "services.xlsx", sheet.content)


async def test_the_house_writes_what_a_check_asks_for(staff: Any) -> None:
    meng = await staff(MENG)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "不用来窗口,手机上办")
    assert "替我改成“…不用来窗口，手机上办”" in await meng.presses(ABOUT)
    await meng.presses(ABOUT, mend="purpose")
    assert "替我改成“…不用来窗口，手机上办。”" not in await meng.presses(ABOUT, mend="purpose")
    assert dict(meng.inputs(ABOUT).values)["purpose"] == "不用来窗口，手机上办。"
    assert "不用来窗口，手机上办。" in await meng.goes(f"{HERE}/preview")
    assert f'href="{ABOUT}#f-purpose" target="_top">不用来窗口' in meng.page.text


async def test_what_was_published_since_comes_into_the_draft(staff: Any, house: Any) -> None:
    meng, state = await staff(MENG), house.framework.state
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "英文说明", "What Meng wrote.")
    await meng.presses(ABOUT)
    live = state.catalogue.in_force[CODE].content
    since = replace(live, service=replace(live.service, who=(*live.service.who, "后来加上的人")))
    async with state.pool.acquire() as db:
        await put_in_force(db, since, local_date(state.clock()), author="a", approver="b", reason="c")
    await turned(house)
    assert "线上又发布了新的一版" in await meng.goes(f"{HERE}/proposal")
    await meng.presses(f"{HERE}/draft/base")
    assert "后来加上的人" in await meng.goes(f"{HERE}/parts/who")
    assert "What Meng wrote." in await meng.goes(ABOUT)


async def test_an_editor_is_seen_from_the_opening_of_a_page_on(staff: Any) -> None:
    meng, han = await staff(MENG), await staff(HAN)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    assert "也在改这一节" not in await meng.goes(ABOUT)
    assert "孟雅琴也在改这一节" in await han.goes(ABOUT)
    assert "韩梅也在改这一节" in (await meng.browser.get(f"{ABOUT}/others")).text
    assert "也在改这一节" not in await han.goes(f"{HERE}/parts/who")
