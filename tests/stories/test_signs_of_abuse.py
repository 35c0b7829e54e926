"""What looks like abuse of help waits for a person; an ordinary family notices nothing."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from backend.kit.db import transaction
from backend.materials.samples import cast_papers as pictures
from backend.registers.sample import bank
from backend.residents import service as residents
from tests.conftest import NOW
from tests.journey import Resident, said
from tests.people import GRADUATE, GRANDMOTHER
from tests.support.allowance import ALLOWANCE, approved, fill_in
from tests.support.desk import desk
from tests.support.mandates import account_of, begun
from tests.support.stepping_up import steps_up

WHY = "打登记里的号码问过本人，是本人自己换的"


async def hands_in(she: Resident, worker: Any, house: Any, account: str) -> tuple[str, str]:
    """The allowance with this account; answers the case and what she reads."""
    await she.signs_in()
    case = await she.begins(ALLOWANCE)
    await fill_in(she, case)
    await she.goes(f"{case}/form/3")
    await she.sends(f"{case}/form/3", account_number=account)
    await she.photographs(case, "id_card", pictures.id_card_front(GRANDMOTHER))
    await worker.works()
    await steps_up(she, house)
    await she.hands_in(case)
    return case, said(she.page.text)


async def test_another_account_soon_after_a_mandate_began_waits_for_two_looks(
    resident: Any, worker: Any, house: Any
) -> None:
    she, he = resident(GRANDMOTHER), resident(GRADUATE)
    mandate = await begun(house, GRANDMOTHER, GRADUATE, NOW)
    case, outcome = await hands_in(she, worker, house, bank.second_account(GRANDMOTHER))
    assert "通过了" not in outcome
    here = f"/mandates/{mandate.id}"
    assert "先停一停" in said(await she.goes("/inbox"))
    await he.signs_in()
    assert "工作人员" in said(await he.goes(here))
    async with desk(house, "officer-1", "officer") as officer:
        await officer.steps(case, "accepted")
        assert "先看看到了什么" in await officer.goes(f"/desk{case}")
        assert "授权还有疑点" in await officer.approves(case, why="材料都看过", status=409)
        assert "看到了疑点" in await officer.goes("/desk/mandates")
        page = await officer.goes(f"/desk{here}")
        assert "刚开始代办，收款账户就换了" in page
        assert "卡和存折在谁手里" in page
        assert "不要打帮办人给的号码" in page
        assert "至少5个字" in await officer.sends(f"/desk{here}/signs", 422, outcome="cleared", why="好")
        await officer.sends(f"/desk{here}/resumption", 409)
        await officer.sends(f"/desk{here}/signs", outcome="cleared", why=WHY)
        await officer.sends(f"/desk{here}/signs", 409, outcome="confirmed", why=WHY)
        await officer.approves(case, why="材料都看过")
    assert WHY in said(await she.goes(here))
    assert WHY not in said(await he.goes(here))


async def test_money_to_the_helper_ends_the_mandate_for_fraud(
    resident: Any, worker: Any, house: Any, sample_world: str
) -> None:
    state, theirs = house.framework.state, bank.first_account(GRADUATE)
    mandate = await begun(house, GRANDMOTHER, GRADUATE, NOW - timedelta(days=60))
    async with transaction(state.pool) as db:
        who = await residents.identity_of(db, state.vault, mandate.helper)
        await residents.save_identity(db, state.vault, mandate.helper, replace(who, payable_account=theirs))
        await db.execute("update mandate set active_at = $1 where id = $2", NOW - timedelta(days=1), mandate.id)
    case, _ = await hands_in(resident(GRANDMOTHER), worker, house, theirs)
    async with desk(house, "officer-1", "officer") as officer:
        page = await officer.goes(f"/desk/mandates/{mandate.id}")
        assert "钱要打到帮办人的账户" in page
        await officer.sends(f"/desk/mandates/{mandate.id}/signs", outcome="confirmed", why="本人不知道这个账户是谁的")
        assert "结束" in await officer.goes(f"/desk/mandates/{mandate.id}")
        await officer.steps(case, "not_accepted", reason="收款账户不是本人的")


async def test_a_family_with_the_known_account_is_approved_at_once(resident: Any, worker: Any, house: Any) -> None:
    mandate = await begun(house, GRANDMOTHER, GRADUATE, NOW)
    she = resident(GRANDMOTHER)
    await approved(she, worker)
    assert "先停一停" not in said(await she.goes("/inbox"))
    assert "恢复" not in said(await she.goes(f"/mandates/{mandate.id}"))
    async with transaction(house.framework.state.pool) as db:
        assert (
            await db.fetchval(
                "select count(*) from mandate_signal where principal = $1", await account_of(house, GRANDMOTHER)
            )
            == 0
        )


async def to_the_helper(resident: Any, worker: Any, house: Any, basis: str) -> tuple[Any, str]:
    """The money should go to whoever holds this authority by law; answers the mandate and the case."""
    state, theirs = house.framework.state, bank.first_account(GRADUATE)
    mandate = await begun(house, GRANDMOTHER, GRADUATE, NOW)
    async with transaction(state.pool) as db:
        who = await residents.identity_of(db, state.vault, mandate.helper)
        await residents.save_identity(db, state.vault, mandate.helper, replace(who, payable_account=theirs))
        await db.execute("update mandate set basis = $1, channel = 'law', days = null", basis)
    case, _ = await hands_in(resident(GRANDMOTHER), worker, house, theirs)
    return mandate, case


@pytest.mark.nightly("mandates")
async def test_a_childs_money_on_a_parents_account_is_ordinary(resident: Any, worker: Any, house: Any) -> None:
    await to_the_helper(resident, worker, house, "parent")
    async with transaction(house.framework.state.pool) as db:
        assert await db.fetchval("select count(*) from mandate_signal") == 0


async def test_a_wards_money_on_the_guardians_account_waits_for_a_person(
    resident: Any, worker: Any, house: Any
) -> None:
    mandate, case = await to_the_helper(resident, worker, house, "guardian")
    async with transaction(house.framework.state.pool) as db:
        assert await db.fetchval("select kind from mandate_signal") == "account_of_helper"
        assert await db.fetchval("select state from mandate") == "active", "no machine suspends an authority by law"
        told = await db.fetch("select person from notice where title = '有一件事由工作人员先看'")
        assert {row["person"] for row in told} == {mandate.principal, mandate.helper}
    async with desk(house, "officer-1", "officer") as officer:
        await officer.steps(case, "accepted")
        assert "授权还有疑点" in await officer.approves(case, why="材料都看过", status=409)
        assert "钱要打到帮办人的账户" in await officer.goes(f"/desk/mandates/{mandate.id}")
        await officer.sends(f"/desk/mandates/{mandate.id}/signs", outcome="cleared", why=WHY)
        assert "先看看到了什么" not in await officer.goes(f"/desk{case}")
