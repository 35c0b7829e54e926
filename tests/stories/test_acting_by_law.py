"""A mother acts for her child; a shop's operator authorises an employee, and then the register says that somebody else runs the shop."""

import re
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from backend.delegation import legal_authority
from backend.kit.db import transaction
from backend.registers.sample.cast import cast
from backend.registers.signature import signed
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance
from tests.conftest import NOW, REGISTER_KEY
from tests.journey import Resident
from tests.people import GRADUATE

MOTHER, OPERATOR = cast()["su_mei"], cast()["ma_wenlong"]
SHOP, CHILD = "福田区样本老马小馆", "彭小满"


async def proven(house: Any, someone: Resident, next: str) -> None:
    """It has been proven who this is, and they sign in."""
    state, member = house.framework.state, someone.member
    async with transaction(state.pool) as db:
        account = await residents.find_or_create_by_phone(db, state.vault, member.international_phone, NOW)
        who = await residents.identity_of(db, state.vault, account.id)
        known = msgspec.structs.replace(who, name=member.name, id_number=member.id_number)
        await residents.save_identity(db, state.vault, account.id, known)
        await people.raise_assurance(db, person=account.id, assurance=Assurance.VERIFIED)
    await someone.signs_in(next)


async def takes_up(someone: Resident, whom: str) -> None:
    """Take up what the register offers, and switch."""
    page = await someone.goes("/mandates/by-law")
    assert whom in page
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)
    assert key
    await someone.sends("/mandates/by-law", key=key[1])
    await someone.sends(f"{someone.at}/acting")
    assert "您正在帮" in someone.page.text


@pytest.fixture
async def offices(sample_world: str) -> AsyncIterator[Any]:
    """Lets somebody take the shop over; afterwards it is its operator's again."""

    def taken_over(holder: str, on: str) -> None:
        body = msgspec.json.encode({"organisation": "ma_kitchen", "holder": holder, "on": on})
        httpx.post(f"{sample_world}/offices", content=body, headers=signed(REGISTER_KEY, body, int(time.time())))

    yield taken_over
    taken_over("ma_wenlong", "2021-03-01")


async def test_a_mother_acts_for_her_child(house: Any, resident: Any) -> None:
    mother = resident(MOTHER)
    await proven(house, mother, "/mandates/by-law")
    await takes_up(mother, CHILD)
    service = next(
        code for code, one in sorted(house.framework.state.catalogue.in_force.items())
        if one.service.elsewhere is None and one.service.audience != "enterprise" and one.service.field
    )  # fmt: skip
    case = await mother.begins(service)
    assert "核实是您本人" not in mother.page.text
    assert CHILD in await mother.goes("/cases")
    await mother.goes("/me", 403)
    assert "您正在帮" in mother.page.text
    await mother.sends("/acting/end")
    await mother.goes(case, 404)


async def test_an_employee_works_for_a_shop_until_the_register_changes(house: Any, resident: Any, offices: Any) -> None:
    boss, employee = resident(OPERATOR), resident(GRADUATE)
    await proven(house, boss, "/mandates/by-law")
    await takes_up(boss, SHOP)
    await boss.goes("/mandates/invite?of=enterprises")
    await boss.sends(
        "/mandates/invite", of="enterprises", power="prepare", term="182", phone=GRADUATE.phone, name=GRADUATE.name, way="phone",
        relation="employee",
    )  # fmt: skip
    assert "发出去了" in boss.page.text
    assert "消息" in await boss.goes("/inbox"), "the organisation's messages are its speaker's to read"

    await proven(house, employee, "/mandates")
    offer = re.search(r'href="(/mandates/offers/[0-9a-f-]+)"', await employee.goes("/mandates"))
    assert offer
    await employee.goes(offer[1])
    await employee.sends(f"{offer[1]}/acceptance")
    await employee.sends(f"{employee.at}/acting")
    assert SHOP in employee.page.text
    service = next(
        code for code, one in sorted(house.framework.state.catalogue.in_force.items())
        if one.service.elsewhere is None and "enterprises" in one.service.groups and one.service.field
    )  # fmt: skip
    case = await employee.begins(service)
    assert "帮办人开始填写" in await boss.goes("/inbox")
    assert GRADUATE.name in await boss.goes("/mandates/given")
    await boss.goes(case)

    offices("shen_lihua", "2026-11-24")
    state, later = house.framework.state, NOW + timedelta(days=2)
    assert await legal_authority.check_all(lambda: transaction(state.pool), state.services, later) == 1
    for someone in (boss, employee):
        await someone.goes(case, 403)
        assert "这份授权现在不能用" in someone.page.text
    async with transaction(state.pool) as db:
        reasons = await db.fetch("select state, reason from mandate")
    assert {(one["state"], one["reason"]) for one in reasons} == {("suspended", "register")}, (
        "an officer looks before it ends"
    )
