"""People without an account are asked what the owner of a register commissioned, and nothing else: a number, a service, no profile."""

import re
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import pytest
from msgspec.structs import replace

from backend.notices.sms import SmsGateway
from backend.offers.commissioned.find_contacts import find_contacts, write_down
from backend.offers.commissioned.short_messages import tell_contact
from backend.offers.commissioned.types import ContactToTell
from backend.registers.commissions import CommissionedNumber
from backend.residents.types import Staff
from tests.conftest import SMS_KEY
from tests.support import offered
from tests.support.allowance import ALLOWANCE
from tests.support.desk import desk
from tests.support.offered import HIM, Street

NEIGHBOUR = "19900000310"
street, world_of_today = offered.street, offered.world_of_today


async def test_nobody_without_an_account_is_asked_while_the_switch_is_off(street: Street) -> None:
    before = await message_ids(street)
    assert await find_contacts(street.moment, street.state.services, street.clock()) == 0
    assert not await street.rows("select from commissioned_contact")
    assert await message_ids(street) == before


async def message_ids(street: Street) -> list[str]:
    """The ids of the short messages on the neighbour's phone, the newest first; it keeps those of earlier tests, and not for ever."""
    return [one["id"] for one in await street.inbox(NEIGHBOUR)]


def switch(street: Street, *, on: bool) -> None:
    """The owner of the register commissions the offer of this service, or no longer does."""
    catalogue = street.state.services.catalogue
    version = catalogue.in_force[ALLOWANCE]
    offer = replace(version.service.offer, commissioned=on)
    there = replace(version, service=replace(version.service, offer=offer))
    catalogue.older[version.id] = there
    catalogue.in_force = {**catalogue.in_force, ALLOWANCE: there}


@pytest.fixture
def switched_on(street: Street) -> Iterator[None]:
    """A house that was commissioned to ask."""
    switch(street, on=True)
    yield
    switch(street, on=False)


async def asks(street: Street) -> list[tuple[str, str]]:
    """The worker asks whom the owner wants asked, twice; what stands then."""
    for _ in range(2):
        await find_contacts(street.moment, street.state.services, street.clock())
        await street.worker.works()
    found = await street.rows("select state, reason from commissioned_contact order by state")
    return [(one["state"], one["reason"]) for one in found]


async def test_whom_the_owner_wants_asked_is_asked_once_and_an_officer_goes_on(
    street: Street, switched_on: None, house: Any
) -> None:
    before = await message_ids(street)
    assert await asks(street) == [("suppressed", "shared"), ("told", "")]
    [told] = [one for one in await street.inbox(NEIGHBOUR) if one["id"] not in before]
    assert told["template"] == "offer_commissioned"
    assert not re.search(r"[0-9]+(岁|月|日|年)|您快|1957", told["text"]), "nothing of a profile"
    await street.sets(
        "update commissioned_contact set state = 'found' where state = 'told'"
    )  # killed before it was written down
    [job] = await street.rows("select id from commissioned_contact where state = 'found'")
    async with aclosing(SmsGateway(street.world, SMS_KEY)) as gateway:
        await tell_contact(
            street.moment, street.state.services, gateway, ContactToTell(job["id"], "offer"), street.clock()
        )
    assert [id for id in await message_ids(street) if id not in before] == [told["id"]]
    await street.replies("好的", "+86" + NEIGHBOUR)
    await street.replies("同意", "+86" + NEIGHBOUR)
    await street.replies("同意", "+86" + NEIGHBOUR)
    assert await asks(street) == [("asked", "yes"), ("suppressed", "shared")]
    texts = [one["template"] for one in reversed(await street.inbox(NEIGHBOUR)) if one["id"] not in before]
    assert texts == ["offer_commissioned", "offer_unclear", "offer_handed_over"]
    assert not await street.rows("select from cases")
    assert not await street.rows("select from offer")
    [waiting] = await street.rows("select id from commissioned_contact where state = 'asked'")
    at = f"/desk/offers/contacts/{waiting['id']}"
    async with desk(house, "林税务", "officer", staff=Staff("t", "t", frozenset({"officer"}), "tax")) as other:
        await other.goes(at, status=404)
    async with desk(house, "韩晓梅", "officer") as officer:
        page = await officer.goes("/desk/offers")
        assert "不知道是不是本人" in page
        assert NEIGHBOUR not in page
        assert NEIGHBOUR in await officer.goes(at)
        await officer.sends(at)
        await officer.goes(at, status=404)
    assert not await street.rows("select from commissioned_contact where sealed is not null"), "numbers are dropped"


async def test_who_says_stop_is_never_asked_again_and_accounts_are_asked_as_they_chose(
    street: Street, switched_on: None
) -> None:
    before = await message_ids(street)
    await asks(street)
    await street.replies("停", "+86" + NEIGHBOUR)
    await street.replies("同意", "+86" + NEIGHBOUR)
    services, now = street.state.services, street.clock()
    version = services.catalogue.in_force[ALLOWANCE]
    other = replace(version, service=replace(version.service, code="FT0205013"))
    async with street.moment() as db:
        for one in (version, other):
            for number in ("+86" + NEIGHBOUR, HIM.international_phone):
                assert not await write_down(db, services, one, CommissionedNumber(number=number, alone=True), now)
    found = await street.rows(
        "select service, state, reason from commissioned_contact where not reason in ('', 'shared') order by 1, 3"
    )
    assert [tuple(one) for one in found] == [
        ("FT0205001", "stopped", "by_sms"),
        ("FT0205001", "suppressed", "has_account"),
        ("FT0205013", "suppressed", "has_account"),
        ("FT0205013", "suppressed", "stopped"),
    ]
    texts = [one["template"] for one in reversed(await street.inbox(NEIGHBOUR)) if one["id"] not in before]
    assert texts == ["offer_commissioned", "offer_not_again"]


async def test_the_switch_is_read_again_when_the_message_goes(street: Street, switched_on: None) -> None:
    services = street.state.services
    await find_contacts(street.moment, services, street.clock())
    switch(street, on=False)
    before = await message_ids(street)
    await street.worker.works()
    assert [
        tuple(one) for one in await street.rows("select state, reason, sealed from commissioned_contact order by 2")
    ] == [("suppressed", "shared", None), ("suppressed", "switched_off", None)]
    assert await message_ids(street) == before


async def test_an_answer_that_no_officer_saw_to_ends_with_its_offer_and_says_so(
    street: Street, switched_on: None, house: Any
) -> None:
    await asks(street)
    await street.replies("同意", "+86" + NEIGHBOUR)
    assert await asks(street) == [("asked", "yes"), ("suppressed", "shared")]
    async with desk(house, "韩晓梅", "officer") as officer:
        assert "最晚2027年2月21日联系" in await officer.goes("/desk/offers")
    before, [waiting] = (
        await message_ids(street),
        await street.rows("select id from commissioned_contact where state = 'asked'"),
    )
    street.clock.pass_(days=90, hours=13)  # at night
    await asks(street)
    assert [id for id in await message_ids(street) if id not in before] == [], "nobody is told at night"
    street.clock.pass_(hours=9)
    await street.sets("update pgqueuer set execute_after = now()")
    assert await asks(street) == [("expired", "yes"), ("suppressed", "shared")], "what they answered stays"
    told = [one for one in await street.inbox(NEIGHBOUR) if one["id"] not in before]
    assert [one["template"] for one in told] == ["offer_not_called"]
    assert not await street.rows("select from commissioned_contact where sealed is not null or ended_at is null")
    async with desk(house, "韩晓梅", "officer") as officer:
        await officer.goes(f"/desk/offers/contacts/{waiting['id']}", status=404)


async def test_an_end_that_nobody_can_be_told_of_drops_the_number_too(street: Street, switched_on: None) -> None:
    await asks(street)
    await street.replies("同意", "+86" + NEIGHBOUR)
    street.clock.pass_(days=90, hours=1)
    await find_contacts(street.moment, street.state.services, street.clock())
    await street.sets("delete from pgqueuer where entrypoint = 'tell-commissioned-contact'")  # the gateway is down
    assert await street.rows("select from commissioned_contact where state = 'expired' and sealed is not null")
    street.clock.pass_(days=3)
    await find_contacts(street.moment, street.state.services, street.clock())
    assert not await street.rows("select from commissioned_contact where sealed is not null or ended_at is null")


async def test_stop_holds_for_what_waits_and_after_the_end(street: Street, switched_on: None) -> None:
    services, now = street.state.services, street.clock()
    version = services.catalogue.in_force[ALLOWANCE]
    other = replace(version, service=replace(version.service, code="FT0205013"))
    await asks(street)
    async with street.moment() as db:
        assert await write_down(db, services, other, CommissionedNumber(number="+86" + NEIGHBOUR, alone=True), now)
    await street.sets("update pgqueuer set execute_after = now() + interval '1 hour'")  # it waits for the morning
    await street.sets(
        "update commissioned_contact set state = 'expired', ended_at = now(), sealed = null where state = 'told'"
    )
    await street.replies("停", "+86" + NEIGHBOUR)
    found = await street.rows(
        "select service, state, reason, sealed from commissioned_contact where reason <> 'shared' order by 1"
    )
    assert [tuple(one) for one in found] == [
        ("FT0205001", "stopped", "by_sms", None),
        ("FT0205013", "suppressed", "stopped", None),
    ]
