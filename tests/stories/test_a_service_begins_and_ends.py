"""A service made from nothing to live, and one that is no longer done."""

import re
from typing import Any

import httpx
import pytest

from backend.kit.clock import local_date
from tests.conftest import NOW
from tests.journey import said
from tests.support.editing import CHENG, MENG
from tests.support.studio_steps import CODE, HERE, approves, live_on, turned


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
