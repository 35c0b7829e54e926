"""A department gets another name, a law ends, a message says something else: row by row, by two people, everywhere at once."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest

from backend.cases.clock.working_days import load_calendar
from backend.cases.messages import HELPER_ACTED
from backend.catalogue.drafting.paper_texts import PaperTexts, taken
from backend.catalogue.load import department_name
from backend.catalogue.service_points import read_service_points
from backend.catalogue.shared_papers import shared_papers, shipped_papers
from backend.catalogue.sources import laws_cited
from backend.catalogue.tables import overlay
from backend.kit.clock import local_date
from backend.kit.messages import overrides
from tests.journey import said
from tests.support.editing import CHENG, HAN, MENG
from tests.support.studio_steps import CODE, turned

LAW = "/studio/tables/laws"


@pytest.fixture(autouse=True)
def shipped_tables() -> Iterator[None]:
    """Whatever a story changed in this process is forgotten."""
    yield
    overlay.replace({})
    overrides.put({})


async def proposes_row(editor: Any, here: str, **filled: str) -> None:
    """Change fields of a row and lay it before a second person."""
    await editor.goes(here)
    editor.filled |= filled
    await editor.presses(here)
    editor.filled["says"] = "机构改革，换了名称"
    await editor.presses(f"{here}/proposal")


async def test_a_department_is_renamed_by_two(staff: Any, house: Any, browser: httpx.AsyncClient) -> None:
    meng, han = await staff(MENG), await staff(HAN, fresh=True)
    key = house.framework.state.catalogue.get(CODE).service.department
    here, before = f"/studio/tables/departments/{key}", department_name(key)
    await meng.goes(here)
    await han.goes(here)
    assert CODE in said(meng.page.text), "what uses it"
    meng.filled["name"] = "区样本改名局"
    await meng.presses(here)
    han.filled["name"] = "区另一个名称局"
    assert "您写的还在下面" in await han.presses(here, 409)
    assert "区另一个名称局" in han.page.text
    meng.filled["says"] = "机构改革，换了名称"
    await meng.presses(f"{here}/proposal")
    assert department_name(key) == before, "a draft changes nothing"
    cheng = await staff(CHENG, fresh=True)
    page = await cheng.goes(here)
    assert before in page
    await cheng.presses(f"{here}/approval")
    await turned(house)
    assert "区样本改名局" in said((await browser.get(f"/services/{CODE}")).text)
    assert "签发" in await meng.goes(here)


async def test_the_hours_of_a_hall_are_told_by_two(staff: Any, house: Any, browser: httpx.AsyncClient) -> None:
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    hall = next(point for point in read_service_points() if point.kind == "district_hall")
    here = f"/studio/tables/service_points/{hall.key}"
    await proposes_row(meng, here, name="样本改名大厅")
    await cheng.goes(here)
    await cheng.presses(f"{here}/approval")
    await turned(house)
    assert "样本改名大厅" in said((await browser.get("/places")).text)


async def test_nobody_approves_their_own_row(staff: Any, house: Any) -> None:
    key = house.framework.state.catalogue.get(CODE).service.department
    here, cheng = f"/studio/tables/departments/{key}", await staff(CHENG, fresh=True)
    await proposes_row(cheng, here, name="区自己签自己局")
    page = await cheng.goes(here)
    assert "写的人不能自己审核" in page
    action = dict(cheng.inputs(f"{here}/return").values)
    await cheng.presses(f"{here}/return")
    seen = dict(cheng.inputs(here).values)["seen"]
    await proposes_row(cheng, here)
    refused = await cheng.browser.post(
        f"{here}/approval", data={"_token": action["_token"], "id": action["id"], "seen": seen}
    )
    assert refused.status_code == 403


@pytest.mark.nightly
async def test_a_message_keeps_its_placeholders(staff: Any, house: Any) -> None:
    key = HELPER_ACTED.entry.key
    here, meng = f"/studio/tables/messages/{key}", await staff(MENG)
    await meng.goes(here)
    part, text = next((name, value) for name, value in meng.inputs(here).values if "{" in value)
    meng.filled[part] = text.replace("{", "").replace("}", "")
    page = await meng.presses(here)
    assert "花括号里的词要和原来的一样" in page
    assert "交给另一个人审核" not in page
    await proposes_row(meng, here, **{part: f"测试{text}"})
    cheng = await staff(CHENG, fresh=True)
    await cheng.goes(here)
    await cheng.presses(f"{here}/approval")
    await turned(house)
    assert "测试" in str(overrides.flat(HELPER_ACTED.entry)[part])


@pytest.mark.nightly
async def test_a_law_that_ends_lists_what_rests_on_it(staff: Any, house: Any) -> None:
    service = next(v.service for v in house.framework.state.catalogue.in_force.values() if laws_cited(v.service))
    here, meng = f"{LAW}/{next(iter(laws_cited(service)))}", await staff(MENG)
    assert service.code in await meng.goes(here)
    assert "个事项改同一处" in await meng.follows("给这些事项改同一处")
    assert service.code in meng.page.text
    await meng.goes(here)
    meng.filled |= {"in_force_from": "2026-01-01", "in_force_to": "2025-01-01"}
    assert "结束的日子在开始的前面" in await meng.presses(here)
    await meng.goes("/studio/tables/laws/no_such_law")
    await meng.goes("/studio/tables/groups/no_such_group", 404)
    await meng.goes("/studio/tables/nothing", 400)


async def test_a_day_of_the_calendar_counts_from_its_day(staff: Any, house: Any) -> None:
    saturday, begins = date(2027, 3, 6), date(2027, 1, 4)
    here, state = f"/studio/tables/working_days/{saturday}", house.framework.state
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    await meng.goes(here)
    meng.filled |= {"works": "yes", "name": "补班", "source": "测试用的安排"}
    await meng.presses(here)
    meng.filled |= {"says": "这一天补班", "wanted_from": str(begins)}
    await meng.presses(f"{here}/proposal")
    await cheng.goes(here)
    await cheng.presses(f"{here}/approval")
    async with state.pool.acquire() as db:
        works = []
        for day in (local_date(state.clock()), begins):
            await state.catalogue.open(db, day)
            works.append((await load_calendar(db)).works(saturday))
    assert works == [False, True]
    assert "补班" in await meng.goes("/studio/tables/working_days")


async def test_services_take_over_the_new_text_of_a_shared_paper(staff: Any, house: Any) -> None:
    live, key = house.framework.state.catalogue.in_force, "bank_card"
    shipped = shipped_papers_text(key)
    using = [
        code for code, one in live.items() if any((m.paper, m.what) == (key, shipped) for m in one.service.material)
    ]
    here, words = f"/studio/tables/shared_papers/{key}", "印有卡号的一面，卡号要看得清，别反光。"
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    await proposes_row(meng, here, what=words)
    assert "还是以前的写法" not in meng.page.text, "nothing is published yet"
    await cheng.goes(here)
    await cheng.presses(f"{here}/approval")
    await turned(house)
    await meng.goes(here)
    assert "还是以前的写法" in await meng.goes(here)
    await meng.follows("让这些事项用新的写法")
    assert words in await meng.presses("/studio/bulk")
    before = {code: live[code].digest for code in using}
    await meng.presses("/studio/bulk/drafts")
    drafts = [(await meng.browser.get(f"/api/studio/services/{code}/draft")).json()["content"] for code in using]
    said_now = [paper["what"] for one in drafts for paper in one["service"]["material"] if paper["paper"] == key]
    assert words in said_now
    assert shipped not in said_now
    assert {code: house.framework.state.catalogue.in_force[code].digest for code in using} == before, (
        "published by nobody"
    )
    own = paper_text(PaperTexts(shared_papers()[key], ()), "本单位自己的说明。")
    assert own == "本单位自己的说明。"


def shipped_papers_text(key: str) -> str:
    """What the file says of a shared paper."""
    return next(one.what for one in shipped_papers() if one.key == key)


def paper_text(paper: PaperTexts, own: str) -> Any:
    """What a material with words of its own says afterwards."""
    return taken({"paper": paper.now.key, "what": own}, paper)["what"]


async def test_words_of_residents_are_tried_while_they_are_typed(staff: Any, house: Any) -> None:
    meng, here = await staff(MENG), "/studio/tables/search_words/meaning.child"
    assert "神兽" not in await meng.goes(here)
    words = dict(meng.inputs(here).values)["words"]
    tried = await tries(meng, here, f"神兽\n{words}")
    assert "神兽" in tried
    assert "变了" in tried
    assert "每行一个说法" in await wrong_words(meng, here, "两个 词")
    parts = f"/studio/services/{CODE}"
    await meng.goes(parts)
    await meng.presses(f"{parts}/draft")
    await meng.goes(f"{parts}/parts/search")
    found = await tries(meng, f"{parts}/parts/search", "盖章的红本本快递", f"{parts}/found")
    assert "搜不到它" in found
    assert "第1个" in found


async def tries(meng: Any, here: str, typed: str, found: str = "") -> str:
    """Ask what a search would find, as the script does; nothing is saved."""
    token = dict(meng.inputs(here).values)["_token"]
    answer = await meng.browser.post(found or f"{here}/found", data={"_token": token, "box": typed})
    assert answer.status_code == 200
    return said(answer.text)


async def wrong_words(meng: Any, here: str, typed: str) -> str:
    """Save words that the search can't know."""
    await meng.goes(here)
    meng.filled["words"] = typed
    page: str = await meng.presses(here)
    return page
