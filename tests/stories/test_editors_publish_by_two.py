"""Editors write, a second person publishes: a fee and a paper from next January, the way back, a slip of the pen."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from backend.kit.clock import local_date
from tests.conftest import NOW, HeldClock
from tests.journey import TOKEN, said
from tests.support.editing import CHENG, HAN, MENG
from tests.support.studio_steps import (
    ABOUT,
    CODE,
    HERE,
    MONEY,
    PAPERS,
    approves,
    begins_draft,
    live_on,
    proposes,
    turned,
)


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

    page = await meng.goes(f"{HERE}/review")
    assert "要由另一个人来审核" in page
    assert "要准备的材料 · 缴费凭证" in page, "a row is told by its name"
    assert "费用 增加 现在 本区的打算" in page
    assert "unconfirmed" not in meng.page.text, "nobody reads a key"
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


async def test_what_is_said_about_a_field_at_review_stands_beside_it(staff: Any) -> None:
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    await begins_draft(meng)
    await meng.goes(PAPERS)
    meng.filled["material.0.where"] = "本人手边的那张卡。"
    await meng.presses(PAPERS)
    await proposes(meng)
    assert "/review/comments" not in (await meng.goes(f"{HERE}/review")) + meng.page.text, (
        "a writer has nothing to comment"
    )
    await cheng.goes(f"{HERE}/review")
    said = f"{HERE}/review/comments"
    cheng.filled["says"] = "丢了的人怎么办，也写上"
    assert "丢了的人怎么办" in await cheng.presses(said)
    token = TOKEN.search(cheng.page.text)
    values = {**dict(cheng.inputs(said).values), "says": "随便说说"}
    assert token
    for wrong in ({"place": "rules[0]"}, {"says": ""}, {"id": "0b1e6a0e-8f7a-4b57-a5ab-3d1b5b9c2f10"}):
        answer = await cheng.browser.post(said, data={**values, "_token": token[1], **wrong})
        assert answer.status_code in {400, 409, 422}
    await cheng.goes(f"{HERE}/review")
    cheng.filled["says"] = "？"
    await cheng.presses(said, 422)
    assert "？</textarea>" in cheng.page.text, "what was typed stays"
    cheng.filled["says"] = "看旁边的意见"
    await cheng.presses(f"{HERE}/review/return")

    assert "1条审核意见" in await meng.goes(HERE)
    assert "丢了的人怎么办" in await meng.goes(PAPERS)
    beside = meng.page.text.index("丢了的人怎么办")
    assert meng.page.text.rindex('id="f-material.', 0, beside) == meng.page.text.index('id="f-material.0.where"')
    done = re.search(rf'action="({HERE}/comments/[^"]+/end)"', meng.page.text)
    assert done
    assert "丢了的人怎么办" not in await meng.presses(done[1])
    token = TOKEN.search(meng.page.text)
    assert token
    again = await meng.browser.post(done[1], data={"_token": token[1], "part": "papers"})
    assert again.status_code == 409
    await proposes(meng)
    await approves(cheng)
