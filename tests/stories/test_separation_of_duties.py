"""Who decided a case has no part in its review, by any action; nobody handles their own household; typed names say that they are unproven."""

from typing import Any

from backend.registers.sample.cast import cast
from backend.residents.types import Staff
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in, ready
from tests.support.desk import desk

ACTIONS = ("correction_asked", "refused")


async def test_who_refused_takes_no_part_in_the_review(resident: Any, worker: Any, house: Any, clock: Any) -> None:
    someone = resident(people.HUKOU_ELSEWHERE)
    case = await ready(someone, worker)
    assert "有工作人员接着看" in said(await someone.hands_in(case))
    async with desk(house, "o-1", "officer") as officer, desk(house, "o-2", "officer") as colleague:
        await officer.steps(case, "accepted")
        await officer.steps(case, "refused", reason="不符合深圳户籍")
        page = await someone.goes(case)
        assert page.count("timeline__item--stopped") == 1, "no tick of success stands beside bad news"
        await someone.sends(f"{case}/review", reason="请换人再看")
        assert "要由另一位工作人员来" in await officer.approves(case, "理由写在这里", 403)
        for action in ACTIONS:
            assert "要由另一位工作人员来" in await officer.steps(case, action, 403, reason="理由写在这里")
        await colleague.steps(case, "correction_asked", reason="请补充一份说明")
        clock.pass_(minutes=5)
        await someone.hands_in(case)
        for action in ("accepted", *ACTIONS[:1]):
            await officer.steps(case, action, 403, reason="理由写在这里")
        assert "这一步已经不需要再做" in await officer.steps(case, "not_accepted", 409, reason="还是不受理")
        await colleague.steps(case, "accepted")


async def test_nobody_opens_or_handles_their_own_household(resident: Any, worker: Any, house: Any) -> None:
    someone = resident(cast()["cen_baishou"])
    await someone.signs_in()
    vault = house.framework.state.vault
    case = str(await someone.begins(ALLOWANCE))
    await fill_in(someone, case)
    licence = await someone.goes(f"{case}/papers/id_card")
    assert licence
    relative = Staff(
        "o-3", "o-3", frozenset({"officer"}), "civil_affairs",
        household_hash=vault.fingerprint("household", "880000013").hex(),
    )  # fmt: skip
    from backend.materials.samples import cast_papers as pictures

    await someone.photographs(case, "id_card", pictures.id_card_front(someone.member))
    await worker.works()
    await someone.hands_in(case)
    async with desk(house, "o-1", "officer") as officer, desk(house, "o-3", "officer", staff=relative) as kin:
        # at once, without having opened it: the household is learned before any act
        assert "您的家人有关" in await kin.sends(f"/desk{case}/actions", 403, officer_action="accepted", version="3")
        assert "您的家人有关" in await kin.goes(f"/desk{case}", 403)
        await kin.sends(f"/desk{case}/actions", 403, officer_action="accepted", version="3")
        await officer.steps(case, "accepted")
