"""A number alone opens nothing in a browser that isn't known: a second proof comes first, and a new owner of the number gets a new account."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from auth.known_browsers.service import silence_period
from tests import people
from tests.conftest import new_browser
from tests.journey import Resident, said

HERS = (people.GRANDMOTHER.name, people.GRANDMOTHER.id_number, people.GRANDMOTHER.id_number[-4:])


@pytest.fixture
def she(resident: Any) -> Resident:
    found: Resident = resident(people.GRANDMOTHER)
    return found


async def with_the_code(someone: Resident, house: Any, next: str = "/me") -> str:
    """As far as the SMS leads."""
    await house.framework.state.redis.flushdb()  # the minute between two codes passes
    await someone.goes(f"/sign-in?next={next}")
    await someone.sends("/sign-in", phone=someone.member.phone, region="CN", next=next)
    return await someone.sends("/sign-in/code", code=await someone.code())


async def test_a_new_device_needs_a_second_proof_and_is_known_afterwards(she: Resident, house: Any) -> None:
    page = await with_the_code(she, house)
    assert she.at == "/sign-in/second"
    assert not [word for word in HERS if word in page], "nothing of the account is shown"
    for path in ("/me", "/cases", "/inbox", "/me/data/my-data.json"):
        assert (await she.browser.get(path)).url.path == "/sign-in", f"{path} is closed"
    await she.goes("/sign-in/second")
    wrong = await she.sends("/sign-in/second", 422, name=people.GRADUATE.name, digits=people.GRANDMOTHER.id_number[-4:])
    other = await she.sends("/sign-in/second", 422, name=people.GRANDMOTHER.name, digits="0000")
    assert "没有对上" in said(wrong)
    assert said(wrong).replace(people.GRADUATE.name, "") == said(other).replace(people.GRANDMOTHER.name, "")
    digits = "".join(chr(ord(c) + 0xFEE0) for c in people.GRANDMOTHER.id_number[-4:].lower())
    assert people.GRANDMOTHER.name in said(await she.sends("/sign-in/second", name="陈 桂兰", digits=digits))
    await she.sends("/sign-out")
    await with_the_code(she, house)
    assert she.at == "/me", "a known browser isn't bothered"


async def test_guesses_are_bounded_also_from_other_browsers(house: Any, settings: Any, sample_world: str) -> None:
    async with new_browser(house, settings.origin) as one, new_browser(house, settings.origin) as two:
        first, second = (Resident(browser, people.GRANDMOTHER, sample_world) for browser in (one, two))
        await with_the_code(first, house)
        for number in range(5):
            await first.sends("/sign-in/second", 422, name=people.GRANDMOTHER.name, digits=f"000{number}")
        await first.sends(
            "/sign-in/second", 429, name=people.GRANDMOTHER.name, digits=people.GRANDMOTHER.id_number[-4:]
        )
        limits = await house.framework.state.redis.keys("limit:sms*")
        await house.framework.state.redis.delete(*limits)
        await second.goes("/sign-in")
        await second.sends("/sign-in", phone=people.GRANDMOTHER.phone, region="CN", next="/me")
        await second.sends("/sign-in/code", code=await second.code())
        await second.sends(
            "/sign-in/second", 429, name=people.GRANDMOTHER.name, digits=people.GRANDMOTHER.id_number[-4:]
        )


async def test_after_91_days_an_unproven_account_with_a_case_is_closed_to_the_number(
    resident: Any, house: Any, settings: Any, sample_world: str, clock: Any
) -> None:
    someone = resident(people.GRANDDAUGHTER)
    await someone.signs_in()
    await someone.begins("FT0205001")
    async with new_browser(house, settings.origin) as fresh:
        soon = Resident(fresh, people.GRANDDAUGHTER, sample_world)
        clock.pass_(days=silence_period().days - 1)
        await with_the_code(soon, house)
        assert soon.at == "/me", "within the time the number still says who it is"
    async with new_browser(house, settings.origin) as fresh:
        later = Resident(fresh, people.GRANDDAUGHTER, sample_world)
        clock.pass_(days=silence_period().days + 1)
        page = await with_the_code(later, house, "/cases")
        assert later.at == "/sign-in/second"
        assert "后4位" not in page, "there is nothing to compare with"
        text = said(await later.sends("/sign-in/second/not-me"))
        assert "高龄" not in text, "the new owner has an account of their own"


async def test_the_new_owner_of_a_number_gets_a_new_account_and_the_old_one_is_told(
    she: Resident, resident: Any, house: Any, admin_url: str
) -> None:
    await she.signs_in("/me")
    db = await asyncpg.connect(admin_url)
    old: UUID = await db.fetchval("select person from known_browser")
    stranger = resident(people.GRANDMOTHER)  # whoever has her number now
    await with_the_code(stranger, house)
    text = said(await stranger.sends("/sign-in/second/not-me"))
    assert people.GRANDMOTHER.name not in text
    assert not [word for word in HERS if word in await stranger.goes("/me/data")]
    told = await db.fetchval("select title from notice where person = $1 order by created_at desc", old)
    assert told == "您的手机号好像换了主人", "told where she still can be reached"
    cause, state = await db.fetchrow("select cause, state from identity_request where person = $1", old)
    assert (cause, state) == ("number_reused", "waiting"), "and an officer looks"
    assert await db.fetchval("select action from audit where subject = $1 order by seq desc", f"person:{old}")
    await db.close()


def test_the_silence_is_a_proposal() -> None:
    assert silence_period().provenance == "proposal"
    assert timedelta(days=silence_period().days) == timedelta(days=90)
