"""An audience is counted, never listed; unknown is apart, and sensitive attributes choose nobody."""

import re
from typing import Any

import pytest

from backend.campaigns.audience import NoCondition, SensitiveChoice, read_condition_text
from backend.population import seeding
from backend.rules.diagnostics import RuleFileError
from tests.conftest import NOW
from tests.support.desk import desk

OLD = '{ attribute = "age", at_least = 70 },'


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", NoCondition),
        ("age >= 70", NoCondition),
        (f"{OLD}\n]\nother = [", NoCondition),
        ('{ attribute = "age", at_leest = 70 }', RuleFileError),
        ('{ not = { attribute = "disability_level", known = true } }', SensitiveChoice),
    ],
)
def test_what_chooses_nobody(text: str, wrong: type[Exception]) -> None:
    with pytest.raises(wrong):
        read_condition_text(text)


async def test_an_editor_counts_an_audience(house: Any) -> None:
    state = house.framework.state
    async with state.pool.acquire() as db:
        await seeding.add_residents(db, 1500, NOW)
    async with desk(house, "e-1", "editor") as editor:
        await editor.goes("/studio/audience")
        everybody = number(await editor.sends("/studio/audience", 200, condition=OLD))
        assert everybody >= 20
        assert everybody % 10 == 0
        one = await editor.sends("/studio/audience", 200, condition=OLD, street="440304008", without="FT0205001")
        assert "还不清楚" in one
        assert "少于20人" in await editor.sends(
            "/studio/audience", 200, condition='{ attribute = "age", at_least = 85 }'
        )
        assert "敏感信息" in await editor.sends(
            "/studio/audience", 422, condition='{ attribute = "disability_level", at_most = 2 }'
        )
    async with desk(house, "o-1", "officer") as officer:
        await officer.goes("/studio/audience", status=403)


def number(page: str) -> int:
    """The first number on the page."""
    found = re.search(r"符合的 约([\d,]+)人", page)
    assert found, page
    return int(found[1].replace(",", ""))
