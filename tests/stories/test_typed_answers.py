"""What residents type into forms: chosen places, dates in boxes, changed minds, and two phones on one draft."""

import re
from collections.abc import Callable
from typing import Any

from tests import people
from tests.journey import said


def value_in(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    return found[1] if found else ""


async def section_of(who: Any, case: str, name: str) -> str:
    """The page of the form that asks this question."""
    for number in range(1, 9):
        if f'name="{name}' in await who.goes(f"{case}/form/{number}"):
            return f"{case}/form/{number}"
    raise AssertionError(name)


async def test_a_street_is_chosen_and_shown_by_its_name(resident: Callable[[Any], Any]) -> None:
    her = resident(people.NEWCOMER)
    await her.signs_in()
    case = await her.begins("FT0520003")
    page = await section_of(her, case, "street")
    assert '<option value="440304008">莲花街道</option>' in her.page.text
    await her.sends(page, status=422, street="440304999")
    await her.sends(page, status=422, street="440304008")
    shown = said(await her.goes(f"{case}/check"))
    assert "莲花街道" in shown
    assert "440304008" not in shown


async def test_two_phones_on_one_draft_lose_nothing(resident: Callable[[Any], Any]) -> None:
    one, other = resident(people.GRANDMOTHER), resident(people.GRANDMOTHER)
    await one.signs_in()
    case = await one.begins("FT0205001")
    other.browser.cookies.update(
        one.browser.cookies
    )  # another tab; another phone has a session of its own and the same draft
    page = await section_of(one, case, "living_place")
    await other.goes(page)
    await one.sends(page, living_place="futian", contact_phone="13800138000")
    refused = await other.sends(page, status=422, living_place="elsewhere", contact_phone="13800138001")
    assert "福田区" in said(refused)
    summary = refused.split('role="alert"')[1].split("</ul>")[0]
    assert "“联系电话”刚才在别处改成了“13800138000”" in summary, "each line of the summary names its question"
    assert "13800138000" in said(refused)
    assert value_in(refused, "contact_phone") == "13800138001"
    assert value_in(await one.goes(page), "contact_phone") == "13800138000"
    await other.goes(page)
    await other.sends(page, living_place="elsewhere", contact_phone="13800138001")
    assert value_in(await one.goes(page), "contact_phone") == "13800138001"


async def test_a_date_keeps_its_boxes(resident: Callable[[Any], Any]) -> None:
    her = resident(people.GRANDMOTHER)
    await her.signs_in()
    case = await her.begins("FT1120003")
    for number in range(1, 9):
        text = await her.goes(f"{case}/form/{number}")
        if found := re.search(r'name="(\w+)_year"', text):
            break
    assert found
    for year, month, day in (("", "11", "5"), ("2026", "", "25"), ("2026", "11", ""), ("", "", "5")):
        boxes = {f"{found[1]}_{part}": value for part, value in (("year", year), ("month", month), ("day", day))}
        back = await her.sends(f"{case}/form/{number}", status=422, **boxes)
        assert {name: value_in(back, name) for name in boxes} == boxes


async def test_a_question_that_left_the_screen_is_not_demanded(resident: Callable[[Any], Any]) -> None:
    him = resident(people.TRADER)
    await him.signs_in()
    case = await him.begins("FT0910008")
    page = await section_of(him, case, "act")
    await him.sends(page, status=422, act="change", change_items="rent", new_rent="3000元")
    assert value_in(await him.goes(page), "new_rent") in {"3000", ""}
    ended = await him.sends(page, status=422, act="end")
    assert "改后的月租金" not in "".join(re.findall(r'href="#f-[^"]*"[^>]*>([^<]+)<', ended))
