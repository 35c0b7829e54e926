"""Parents, offices in organisations, and employees whom they authorise; what happens when the register says otherwise."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.delegation import acting, counter, legal_authority, managing, store
from backend.delegation.invitations import inviting
from backend.delegation.invitations.inviting import To
from backend.delegation.problems import HelperNotProven, MandateOver, NotForHelpers, NotInRegister
from backend.delegation.scope import Wish, offered
from backend.delegation.types import EVERY_SERVICE, Power
from backend.kit.clock import SHANGHAI
from backend.registers.authority import Object
from backend.registers.sample.cast import cast
from backend.registers.sample.relations import relations
from backend.residents.step_up import NotWhileHelping
from backend.residents.types import Acting, Assurance, Staff, Visitor
from tests.conftest import NOW
from tests.people import GRADUATE, TRADER
from tests.support.allowance import ALLOWANCE

MOTHER, OPERATOR, DIRECTOR = cast()["su_mei"], cast()["ma_wenlong"], cast()["shen_lihua"]
CHILD = relations().child[0]
DAUGHTER = Object(kind="person", number=CHILD.id_number, name=CHILD.name)
SHOP = next(one for one in relations().organisation if one.key == "ma_kitchen")
KITCHEN = Object(kind="organisation", number=SHOP.code, name=SHOP.name)
OFFICER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")
LATER = NOW + timedelta(days=2)


async def hat(db: Any, person: Acting, mandate: Any, now: Any = NOW) -> Acting:
    """Somebody switches to a mandate."""
    visitor = Visitor(person=person.person, assurance=Assurance.VERIFIED)
    return await acting.for_another(db, visitor, person.person, mandate.id, now)


async def test_a_mother_acts_for_her_child_until_it_is_grown(db: Any, moment: Any, context: Any, actor: Any) -> None:
    mother = await actor(MOTHER)
    (found,) = await legal_authority.offered(moment, context, mother, NOW)
    assert found.object == DAUGHTER
    mandate = await legal_authority.take_up(moment, context, mother, DAUGHTER, NOW)
    assert (mandate.state, mandate.basis, mandate.channel) == ("active", "parent", "law")
    assert mandate.expires_at == datetime(2040, 4, 10, tzinfo=SHANGHAI)
    assert (await legal_authority.take_up(moment, context, mother, DAUGHTER, NOW)).id == mandate.id
    switched = await hat(db, mother, mandate)
    assert not switched.masked
    assert switched.assurance is Assurance.VERIFIED
    await acting.need(db, switched, "case.submitted", ALLOWANCE, NOW)
    with pytest.raises(MandateOver):
        await hat(db, mother, mandate, mandate.expires_at)
    with pytest.raises(NotInRegister):
        await legal_authority.take_up(moment, context, await actor(GRADUATE), DAUGHTER, NOW)
    with pytest.raises(NotWhileHelping):  # a parent names no other helper
        await inviting.invite(db, context, switched, Wish(services=(ALLOWANCE,), power=Power.SEE, days=1), To(), NOW)


async def test_an_authority_that_nobody_used_counts_again_when_it_is_taken_up_anew(
    db: Any, moment: Any, context: Any, actor: Any
) -> None:
    mother, much_later = await actor(MOTHER), NOW + timedelta(days=366)
    mandate = await legal_authority.take_up(moment, context, mother, DAUGHTER, NOW)
    with pytest.raises(MandateOver):
        await hat(db, mother, mandate, much_later)
    assert (await legal_authority.take_up(moment, context, mother, DAUGHTER, much_later)).id == mandate.id
    await hat(db, mother, mandate, much_later)
    assert [one.kind for one in await managing.history(db, mother, mandate.id)][-1] == "resumed"


async def test_silence_of_the_register_gives_nothing_and_takes_nothing(
    moment: Any, context: Any, actor: Any, world: Any
) -> None:
    mother = await actor(MOTHER)
    world.trouble("population", "down")
    assert await legal_authority.offered(moment, context, mother, NOW) == []
    with pytest.raises(NotInRegister):
        await legal_authority.take_up(moment, context, mother, DAUGHTER, NOW)
    world.trouble("population", "ok")
    mandate = await legal_authority.take_up(moment, context, mother, DAUGHTER, NOW)
    world.trouble("population", "down")
    assert await legal_authority.check_again(moment, context, mandate, LATER)


def business(context: Any) -> str:
    """A service for organisations."""
    return next(
        code
        for code, version in sorted(context.catalogue.in_force.items())
        if version.service.audience == "enterprise" and offered(version.service, "organisation")
    )


async def employed(db: Any, moment: Any, context: Any, actor: Any) -> tuple[Any, Any, Any, Any]:
    """The operator of a shop takes up the office and authorises an employee."""
    boss, employee = await actor(OPERATOR), await actor(GRADUATE)
    office = await legal_authority.take_up(moment, context, boss, KITCHEN, NOW)
    switched = await hat(db, boss, office)
    wish = Wish(services=(business(context),), power=Power.SUBMIT, days=182, relation="employee")
    to = To(phone=GRADUATE.international_phone, name=GRADUATE.name)
    await inviting.invite(db, context, switched, wish, to, NOW)
    (offer,) = await inviting.waiting(db, context, employee, NOW)
    assert offer.from_name == SHOP.name
    return boss, employee, office, await inviting.accept(db, context, employee, offer.id, NOW)


async def test_an_operator_authorises_an_employee_for_the_shop(db: Any, moment: Any, context: Any, actor: Any) -> None:
    boss, employee, office, mandate = await employed(db, moment, context, actor)
    assert (mandate.state, mandate.principal, mandate.rests_on) == ("active", office.principal, office.id)
    works = await hat(db, employee, mandate)
    assert works.principal == office.principal
    wish, switched = Wish(services=(ALLOWANCE,), power=Power.SEE, days=1), await hat(db, boss, office)
    with pytest.raises(NotForHelpers):
        await inviting.invite(db, context, switched, wish, To(), NOW)
    views = await managing.given(db, context, await hat(db, boss, office), NOW)
    assert {one.mandate.id for one in views} == {office.id, mandate.id}
    assert all(one.organisation for one in views)
    await managing.stop(db, await hat(db, boss, office), mandate.id, NOW)
    with pytest.raises(MandateOver):
        await hat(db, employee, mandate)


async def test_a_change_in_the_register_stops_all_that_rested_on_it_until_an_officer_looks(
    db: Any, moment: Any, context: Any, actor: Any, world: Any
) -> None:
    boss, employee, office, mandate = await employed(db, moment, context, actor)
    world.takes_over("ma_kitchen", "shen_lihua", "2026-11-24")
    try:
        assert await legal_authority.check_again(moment, context, office, NOW), "asked today already"
        assert await legal_authority.check_all(moment, context, LATER) == 1
        for person, one in ((boss, office), (employee, mandate)):
            with pytest.raises(MandateOver):
                await hat(db, person, one, LATER)
        waiting = {one.id for one in await store.suspended_by_register(db)}
        assert waiting == {office.id, mandate.id}
        await counter.end_by_officer(db, context, OFFICER, office.id, "register", LATER)
        ended = [await store.by_id(db, id=one.id) for one in (office, mandate)]
        assert [(one.state, one.reason) for one in ended] == [("ended", "register")] * 2
        new = await legal_authority.take_up(moment, context, await actor(DIRECTOR), KITCHEN, LATER)
        assert new.principal == office.principal
    finally:
        world.takes_over("ma_kitchen", "ma_wenlong", "2021-03-01")


async def test_an_officer_who_finds_it_right_lets_it_go_on(
    db: Any, moment: Any, context: Any, actor: Any, world: Any
) -> None:
    mother = await actor(MOTHER)
    mandate = await legal_authority.take_up(moment, context, mother, DAUGHTER, NOW)
    world.trouble("population", "silent")
    assert not await legal_authority.check_again(moment, context, mandate, LATER), "an answer that doesn't name her"
    await counter.resume_by_officer(db, context, OFFICER, mandate.id, LATER)
    switched = await hat(db, mother, mandate, LATER)
    assert switched.mandate is not None
    assert switched.mandate.powers == {EVERY_SERVICE: Power.SUBMIT}
    world.trouble("population", "silent")
    assert await legal_authority.check_again(moment, context, await store.by_id(db, id=mandate.id), LATER), (
        "a person looked today"
    )


async def test_only_who_is_proven_acts_by_law(moment: Any, context: Any, actor: Any) -> None:
    with pytest.raises(HelperNotProven):
        await legal_authority.offered(moment, context, await actor(TRADER, Assurance.DOCUMENT), NOW)
