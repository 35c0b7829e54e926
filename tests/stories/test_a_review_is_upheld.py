"""A review turns a refusal: editors see which requirement and which paper it was about, never who, each with the way to its field."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.cases.decisions.upheld_reviews import SHOWN, number_of, turned_decisions
from backend.population.disclosure_control import DisclosureRule
from backend.rules.population_impact import LEAST
from tests import people
from tests.support.allowance import ALLOWANCE, ready
from tests.support.desk import Desk, desk
from tests.support.editing import MENG

HUKOU = "深圳户籍"


async def calls_paper_unusable(officer: Desk, case: str) -> None:
    """The officer says that the paper won't do."""
    page = (await officer.browser.get(f"/desk{case}", headers={"accept": "text/html"})).text
    form = re.search(r'action="(/desk/cases/[^"]+/view)"', page)
    assert form
    await officer.sends(form[1], view="unusable", because="sharp")


async def test_editors_see_what_a_review_turned_and_where_it_is_mended(
    resident: Any, worker: Any, house: Any, staff: Any, clock: Any
) -> None:
    someone, meng = resident(people.HUKOU_ELSEWHERE), await staff(MENG)
    case = await ready(someone, worker)
    await someone.hands_in(case)
    async with desk(house, "o-1", "officer") as officer, desk(house, "o-2", "officer") as colleague:
        await officer.steps(case, "accepted")
        await calls_paper_unusable(officer, case)
        await officer.steps(case, "refused", reason="不符合深圳户籍")
        await someone.sends(f"{case}/review", reason="我早就迁来了")
        assert "复核改过的决定" not in await meng.goes("/studio/reports"), "nothing is turned yet"
        clock.pass_(minutes=5)
        await colleague.approves(case, "看过户口簿原件")
    page = await meng.goes("/studio/reports")
    assert "复核改过的决定" in page
    assert "原来没有批准，复核后批准了" in page
    assert f"“{HUKOU}”" in page
    assert "身份证" in page
    assert "有，不到20人" in page
    shown = meng.page.text
    for hidden in (someone.member.name, case.rpartition("/")[2], "我早就迁来了", "看过户口簿原件", "不符合深圳户籍"):
        assert hidden not in shown
    assert 'name="part" value="papers"' in shown
    row = re.search(r'name="part" value="rule"><input type="hidden" name="input" value="(r\.\d+\.says)"', shown)
    assert row, "the way to the row of the rule"
    async with desk(house, "editor", staff=MENG) as editor:
        draft = f"/studio/services/{ALLOWANCE}/draft"
        led = await editor.browser.post(draft, data={"part": "rule", "input": row[1]})
        assert led.headers["location"] == f"/studio/services/{ALLOWANCE}/rule#f-{row[1]}"
        rule = (await editor.browser.get(led.headers["location"])).text
    assert re.search(rf'id="f-{re.escape(row[1])}"[^>]*value="{HUKOU}"', rule)
    state = house.framework.state
    async with state.pool.acquire() as db:
        later = clock() + SHOWN + timedelta(days=1)
        assert await turned_decisions(db, state.services.vault, later) == [], "an old one is shown no longer"


@pytest.mark.parametrize(("people_", "told"), [(LEAST - 1, {None}), (LEAST, {LEAST}), (LEAST + 7, {20, 30})])
def test_a_count_is_told_from_twenty_people_on_and_rounded(people_: int, told: set[int | None]) -> None:
    assert number_of({uuid4() for _ in range(people_)}, DisclosureRule(b"key")) in told
