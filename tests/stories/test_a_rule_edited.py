"""Law staff change a rule as a table: the allowance's amount from next January, a rule from nothing; nothing goes live untried."""

from datetime import date
from typing import Any

import pytest

from backend.catalogue.published import PublishedCatalogue
from backend.rules.rule import in_force
from backend.settings import Settings
from tests.conftest import new_browser
from tests.support.editing import CHENG, MENG, Editor

CODE, PLAIN = "FT0205001", "FT0110006"
HERE, RULE = f"/studio/services/{CODE}", f"/studio/services/{CODE}/rule"
JANUARY = date(2027, 1, 1)


@pytest.fixture
def staff(house: Any, settings: Settings) -> Any:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work


async def amounts_on(house: Any, day: date) -> list[int | None]:
    """What the version in force on a day grants."""
    catalogue = PublishedCatalogue()
    async with house.framework.state.pool.acquire() as db:
        await catalogue.open(db, day)
    rule = in_force(catalogue.in_force[CODE].rules, day)
    assert rule is not None
    return [grant.amount for grant in rule.grant]


async def test_the_amount_from_next_january(house: Any, staff: Any) -> None:
    meng = await staff(MENG)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    text = await meng.goes(RULE)
    assert "26个用例都对" in text, text[:3000]
    meng.fills(f"{RULE}/versions", "新的一版从哪天起", "2027-01-01")
    await meng.presses(f"{RULE}/versions")
    meng.fills(RULE, "第4档金额", "220")
    text = await meng.presses(RULE)
    assert "其余的人：每月220元" in text
    assert "还有" in text, "the new version isn't tried yet"
    text = await meng.goes(f"{HERE}/proposal")
    assert "检查过了，没有要改的" not in text
    await meng.goes(RULE)
    text = await meng.presses(f"{RULE}/cases")
    assert "每条界线两边都试过" in text, text
    text = await meng.goes(f"{HERE}/proposal")
    assert "检查过了，没有要改的" in text, text
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "明年一月起70岁档的标准")
    meng.fills(f"{HERE}/proposal", "从哪天起", "2027-01-01")
    await meng.presses(f"{HERE}/proposal")
    assert meng.actions <= 25
    cheng = await staff(CHENG, fresh=True)
    text = await cheng.goes(f"{HERE}/review")
    assert "每月220元" in text
    await cheng.presses(f"{HERE}/review/approval")
    assert await amounts_on(house, date(2026, 12, 31)) == [1000, 500, 300, 200]
    assert await amounts_on(house, JANUARY) == [1000, 500, 300, 220]
