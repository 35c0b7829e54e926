"""An audience is counted, never listed; unknown is apart, and sensitive attributes choose nobody."""

import re
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from backend.campaigns.audience import NoCondition, SensitiveChoice, read_condition_text
from backend.campaigns.find_deadlines import working_days_from
from backend.campaigns.named_conditions import (
    EVENTS,
    GROUPS,
    AudienceGroup,
    NamedParts,
    birthday_lines,
    condition_lines,
)
from backend.cases.clock.deadline import Calendar
from backend.catalogue.search.life_events import groups
from backend.population import seeding
from backend.registers.attributes import attributes
from backend.rules.answer import answer
from backend.rules.calendar_periods import add_months, completed_years
from backend.rules.diagnostics import RuleFileError
from backend.rules.facts import fact_of
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


def turning(age: int, days: int, on: date, birth: date) -> bool:
    """Does somebody born on a day belong to those who reach an age within some days?"""
    condition = read_condition_text(birthday_lines(age, days, on))
    fact = fact_of(attributes()["birth_date"], birth, "population", on)
    return answer(condition, {"birth_date": fact}, on).truth == "yes"


def test_whoever_turns_an_age_within_some_days_is_meant_to_the_day() -> None:
    for on in (date(2026, 12, 1), date(2027, 2, 28), date(2028, 2, 29), date(2026, 12, 31)):
        for away in range(-3, 66):
            birth = add_months(on + timedelta(days=away), -70 * 12)
            first = next(
                d for d in (birth + timedelta(days=25560 + n) for n in range(20)) if completed_years(birth, d) == 70
            )
            assert turning(70, 60, on, birth) is (on < first <= on + timedelta(days=60)), (on, birth)


def test_every_group_and_event_is_a_condition() -> None:
    names = {one.key for one in groups()}
    everything = frozenset(attributes())
    assert set(GROUPS) == set(get_args(AudienceGroup)) <= names
    for group in GROUPS:
        for event in EVENTS:
            parts = NamedParts(group=group, event=event, turns=70)
            assert len(read_condition_text(condition_lines(parts, OLD, NOW.date()), everything).parts) == 5


async def test_a_sensitive_attribute_needs_a_purpose_that_another_person_approved(house: Any) -> None:
    at = "/studio/audience/purposes"
    async with desk(house, "e-1", "publisher") as first, desk(house, "p-1", "publisher") as second:
        await first.goes("/studio/audience")
        assert "没有批准过的目的，不能" in await first.sends("/studio/audience", 422, group="disabled")
        await first.goes(at)
        await first.sends(at, 422, attribute="disability_level", says="要")
        await first.sends(at, 400, attribute="age", says="通知补贴调标")
        await first.goes(at)
        await first.sends(at, attribute="disability_level", says="通知残疾人补贴调标，只数人数")
        page = await first.goes(at)
        assert "等另一个人同意" in page
        assert "同意，90天" not in page
        [id] = re.findall(
            r"purposes/([0-9a-f-]{36})", (await second.browser.get(at, headers={"accept": "text/html"})).text
        )[:1]
        await first.sends(f"{at}/{id}/approval", 403)
        await second.goes(at)
        await second.sends(f"{at}/{id}/approval")
        assert "同意了" in await second.goes(at)
        await second.sends(f"{at}/{id}/refusal", 409)
        await first.goes("/studio/audience")
        assert "没有批准过的目的，不能" not in await first.sends("/studio/audience", 200, group="disabled")
        await first.goes(at)
        await first.sends(f"{at}/{id}/end")
        assert "停止了" in await first.goes(at)
        await first.goes("/studio/audience")
        await first.sends("/studio/audience", 422, group="disabled")
    async with desk(house, "o-1", "officer") as officer:
        await officer.goes(at, status=403)


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
        chosen = await editor.sends(
            "/studio/audience", 200, group="elderly", turns="70", turns_within="365", street="440304"
        )
        assert "符合的" in chosen
        typed = {"group": "elderly", "turns": "70", "turns_within": "365"}
        api = await editor.browser.post("/api/studio/audience", json=typed)
        assert api.status_code == 200, api.text
        assert api.json().keys() == {"meant", "left_out", "unknown"}
        assert (await editor.browser.post("/api/studio/audience", json={"group": "nobody"})).status_code == 400
        assert (await editor.browser.get("/api/studio/reminders")).json()["days"] == 90
        assert "1到120" in await editor.sends("/studio/audience", 422, group="elderly", turns="many")
        assert "少于20人" in await editor.sends(
            "/studio/audience", 200, condition='{ attribute = "age", at_least = 85 }'
        )
        assert "没有批准过的目的，不能" in await editor.sends(
            "/studio/audience", 422, condition='{ attribute = "disability_level", at_most = 2 }'
        )
    async with desk(house, "o-1", "officer") as officer:
        await officer.goes("/studio/audience", status=403)


def number(page: str) -> int:
    """The first number on the page."""
    found = re.search(r"符合的 约([\d,]+)人", page)
    assert found, page
    return int(found[1].replace(",", ""))


def test_a_deadline_before_a_day_counts_working_days_back() -> None:
    holiday = Calendar({date(2026, 10, 1): False, date(2026, 9, 26): True}, frozenset({2026}))
    assert working_days_from(holiday, date(2026, 10, 2), -2) == date(2026, 9, 29)
    assert working_days_from(holiday, date(2026, 9, 28), -1) == date(2026, 9, 26)
    assert working_days_from(holiday, date(2026, 9, 30), 1) == date(2026, 10, 2)
