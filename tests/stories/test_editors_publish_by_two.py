"""Editors write, a second person publishes: a fee and a paper from next January, two editors on one field, the way back."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from backend.catalogue.exchange.service_toml import service_text
from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import local_date
from backend.settings import Settings
from tests import people
from tests.conftest import NOW, HeldClock, new_browser
from tests.journey import TOKEN, said
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
    written = dict(meng.inputs(f"{HERE}/parts/basis").values)["provenance"]
    sources = written.replace("材料 = 没有核实", "材料 = 本区的打算") + "\n费用 = 本区的打算"
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


@pytest.mark.nightly
async def test_of_two_who_publish_at_once_one_does(house: Any, staff: Any, browser: httpx.AsyncClient) -> None:
    meng = await staff(MENG)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(ABOUT)
    meng.fills(ABOUT, "一句话说明", "一句两个人同时签的话。")
    await meng.presses(ABOUT)
    await meng.goes(f"{HERE}/proposal")
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "换一句说明试试看")
    await meng.presses(f"{HERE}/proposal")
    await meng.presses_refused(ABOUT, 409)  # what waits stays as it is
    signers = [await staff(CHENG, fresh=True), await staff(replace(CHENG, subject="publisher-2"), fresh=True)]
    sent = []
    for signer in signers:
        await signer.goes(f"{HERE}/review")
        token = TOKEN.search(signer.page.text)
        assert token
        values = dict(signer.inputs(f"{HERE}/review/approval").values)
        sent.append(
            signer.browser.post(f"{HERE}/review/approval", data={**values, "_token": token[1]}, follow_redirects=False)
        )
    assert sorted(answer.status_code for answer in await asyncio.gather(*sent)) in ([303, 404], [303, 409])
    assert (await live_on(house, local_date(NOW))).purpose == "一句两个人同时签的话。"


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


@pytest.mark.nightly
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
    await turned(house)
    await meng.goes(f"{HERE}/history")
    assert "退回" in await meng.presses(f"{HERE}/rollback")
    await approves(await staff(CHENG, fresh=True))
    assert await live_on(house, local_date(NOW)) == before


async def test_no_resident_and_no_officer_comes_in(staff: Any, browser: httpx.AsyncClient) -> None:
    for path in ("/studio", HERE, ABOUT, f"{HERE}/preview"):
        assert (await browser.get(path)).url.path == "/staff/sign-in"


async def test_a_resident_says_what_is_wrong_and_reads_the_answer(
    staff: Any, resident: Any, browser: httpx.AsyncClient
) -> None:
    page = (await browser.get(f"/services/{CODE}")).text
    assert f'href="/services/{CODE}/report"' in page
    where = f"/services/{CODE}/report"
    form = (await browser.get(where)).text
    place = re.search(r'<option value="(material\.0\.what)"', form)
    assert place
    sent = {"place": place[1], "says": "我的号码是13800138000，请打给我"}
    refused = await browser.post(where, data=sent)
    assert refused.status_code == 422
    assert "请不要写手机号" in refused.text
    assert "13800138000" in refused.text, "what was typed stays"
    taken = await browser.post(where, data={**sent, "says": "窗口说不用交这份材料"})
    assert "收到了，谢谢" in taken.text
    assert (await browser.post(where, data={**sent, "place": "legal.0.name"})).status_code in {400, 422}
    for _ in range(6):
        last = await browser.post(where, data={**sent, "says": "窗口说不用交这份材料"})
    assert last.status_code == 429

    lin = resident(people.GRADUATE)
    await lin.signs_in("/cases")
    meng = await staff(MENG)
    house_redis = meng.house.framework.state.redis
    await house_redis.delete(*[key async for key in house_redis.scan_iter("report:*")])
    await lin.goes(where)
    await lin.sends(where, place="purpose", says="这句话看不明白")
    page = await meng.goes("/studio/reports")
    assert "窗口说不用交这份材料" in page
    assert people.GRADUATE.name not in meng.page.text
    assert "登录过，会收到答复" in page
    action = re.findall(r'action="(/studio/reports/[^"]+/answer)"', meng.page.text)[-1]
    meng.filled["answer"] = "已经改得更清楚了"
    await meng.presses(action)
    assert "已经改得更清楚了" in said(await lin.goes("/inbox"))
    assert "这句话看不明白" not in await meng.goes("/studio/reports")


@pytest.mark.nightly
async def test_a_slip_of_the_pen_needs_one_signer_and_another_pair_of_eyes(house: Any, staff: Any) -> None:
    meng, search, fix = await staff(MENG, fresh=True), f"{HERE}/parts/search", f"{HERE}/small-fix"
    before = await live_on(house, local_date(NOW))
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(search)
    meng.fills(search, "居民的叫法（每行一个）", "\n".join([*before.aliases, "毕业了转户口"]))
    await meng.presses(search)
    assert "只改了居民的叫法" in await meng.goes(f"{HERE}/proposal")
    meng.filled["says"] = "居民都这么叫"
    await meng.presses(fix)
    assert "毕业了转户口" in (await live_on(house, local_date(NOW))).aliases
    assert "要由另一个人复核" in await meng.goes("/studio/small-fixes")
    han = await staff(HAN)
    await han.goes("/studio/small-fixes")
    review = re.search(r'action="(/studio/small-fixes/[^"]+/review)"', han.page.text)
    assert review
    token = TOKEN.search(meng.page.text)
    assert token
    refused = await meng.browser.post(review[1], data={"_token": token[1], "says": ""})
    assert refused.status_code == 403
    assert "没有等着复核的" in await han.presses(review[1])

    await turned(house)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(MONEY)
    meng.fills(MONEY, "费用说明", "每证10元")
    await meng.presses(MONEY)
    assert "只是小改" not in await meng.goes(f"{HERE}/proposal")
    seen = re.search(r'name="seen" value="(\d+)"', meng.page.text)
    token = TOKEN.search(meng.page.text)
    assert seen
    assert token
    sent = {"_token": token[1], "seen": seen[1], "says": "费用写错了"}
    refused = await meng.browser.post(fix, data=sent)
    assert refused.status_code == 422
    assert "要由另一个人审核" in said(refused.text)


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


@pytest.mark.nightly
async def test_a_service_that_is_no_longer_done_stays_findable(
    house: Any, staff: Any, browser: httpx.AsyncClient
) -> None:
    meng, status = await staff(MENG), f"{HERE}/parts/status"
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(status)
    meng.fills(status, "还办不办", "replaced")
    meng.fills(status, "从哪天起不办", "2026-11-23")
    meng.fills(status, "不办了，居民怎么办", "这件事并到落户一起办了。")
    meng.fills(status, "改去哪些事项", "FT0107003")
    meng.fills(status, "不办的依据", "unconfirmed")
    await meng.presses(status)
    assert "没有要改的" in await meng.goes(f"{HERE}/proposal"), said(meng.page.text)
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "并到别的事项里办")
    await meng.presses(f"{HERE}/proposal")
    await approves(await staff(CHENG, fresh=True))
    assert not (await live_on(house, local_date(NOW))).applied_here
    await turned(house)
    page = said((await browser.get(f"/services/{CODE}")).text)
    assert "这件事已经不用办了" in page
    assert "这件事并到落户一起办了" in page
    assert "已不办" in await meng.goes(f"/studio?q={CODE}")


@pytest.mark.nightly
async def test_a_new_service_from_nothing_to_live(house: Any, staff: Any, browser: httpx.AsyncClient) -> None:
    meng = await staff(MENG)
    await meng.goes("/studio/new")
    meng.fills("/studio/new", "名称", "社区雨水花园认领登记")
    meng.fills("/studio/new", "部门", "gov_service")
    meng.fills("/studio/new", "类别", "3")
    meng.fills("/studio/new", "事项类型", "公共服务")
    page = await meng.presses("/studio/new")
    code = re.search(r"/studio/services/(FT0320\d{3})/parts/about", str(meng.page.url))
    assert code, page
    new = f"/studio/services/{code[1]}"
    assert (await browser.get(f"/services/{code[1]}")).status_code == 404
    for part, filled in NEW.items():
        await meng.goes(f"{new}/parts/{part}")
        for label, value in filled.items():
            name, _, nth = label.partition("#")
            meng.fills(f"{new}/parts/{part}", name, value, nth=int(nth or 0))
        for name, value in TICKED.get(part, {}).items():
            meng.ticks(name, value)
        await meng.presses(f"{new}/parts/{part}")
        if part == "questions" or part == "steps":
            for more in MORE[part]:
                for (label, value), nth in more.items():
                    meng.fills(f"{new}/parts/{part}", label, value, nth=nth)
                await meng.presses(f"{new}/parts/{part}")
    page = await meng.goes(f"{new}/proposal")
    assert "没有要改的" in page, page
    meng.fills(f"{new}/proposal", "变了什么，为什么", "新的服务，居民可以认领")
    await meng.presses(f"{new}/proposal")
    cheng = await staff(CHENG, fresh=True)
    await cheng.goes(f"{new}/review")
    await cheng.presses(f"{new}/review/approval")
    await turned(house)
    assert "社区雨水花园认领登记" in said((await browser.get(f"/services/{code[1]}")).text)


NEW: dict[str, dict[str, str]] = {
    "about": {
        "一句话说明": "认领家门口的一处雨水花园。", "英文名称": "Adopt a rain garden", "英文说明": "Adopt a rain garden near your home.", "上次核对日期": "2026-11-23",
    },
    "who": {"谁能办（每行一句）": "住在福田，愿意照看一处雨水花园。"},
    "form": {"题目#0": "您的姓名", "小标题#0": "申请人"},
    "steps": {"步骤#0": "提出认领", "谁来做#0": "您", "说明#0": "选一处花园，填表。", "到现场次数": "1", "到现场的原因": "看一看花园在哪里"},
    "money": {"结果名称": "认领登记", "结果说明": "登记好以后，社区会联系您。"},
    "questions": {"问#0": "要花钱吗？", "答#0": "不用。"},
    "search": {"居民的叫法（每行一个）": "认领花园\n照看雨水花园\n门口的花园\n认养花园\n社区花园认领\n雨水花园谁管"},
}  # fmt: skip
TICKED = {
    "about": {"effects": "none"}, "who": {"groups": "owners"}, "search": {"life_events": "home"},
    "form": {"field.0.kind": "person_name"}, "money": {"result.kind": "record"},
}  # fmt: skip
MORE: dict[str, list[dict[tuple[str, str], int]]] = {
    "questions": [{("问", "要照看多久？"): 1, ("答", "一年，到期可以再认领。"): 1}, {("问", "不想照看了怎么办？"): 2, ("答", "告诉社区就行。"): 2}],
    "steps": [
        {("步骤", "看花园"): 1, ("谁来做", "您和社区"): 1, ("说明", "一起去看一看。"): 1},
        {("步骤", "登记"): 2, ("谁来做", "社区"): 2, ("说明", "登记好，告诉您。"): 2},
    ],
}  # fmt: skip


async def turned(house: Any) -> None:
    """The house has heard of the publication; its search index is not made anew, which would go on after the test."""
    state = house.framework.state
    async with state.pool.acquire() as db:
        await state.catalogue.open(db, local_date(state.clock()))
    state.page_cache.renew()
