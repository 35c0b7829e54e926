"""An officer's approval has the parts of a rule's: each fact accepted or overruled, grant, first month, duties, reasons; and it can be replayed."""

from typing import Any

import asyncpg

from backend.cases.decisions.replay import replay
from backend.cases.grants import store as grants
from backend.registers.sample.cast import cast
from backend.settings import Settings
from tests.journey import said
from tests.support.allowance import ready
from tests.support.desk import desk, number_on

ASKED = "请拍一张户口簿本人页"
WHY = "已看户口簿原件，户籍在莲花街道"


async def test_where_two_registers_disagree_the_officer_decides_it_by_itself(
    resident: Any, worker: Any, house: Any, browser: Any, clock: Any, settings: Settings, admin_url: str
) -> None:
    someone = resident(cast()["luo_xiuying"])
    case = await ready(someone, worker)
    assert "有工作人员接着看" in said(await someone.hands_in(case))
    async with desk(house, "o-1", "officer") as officer:
        await officer.steps(case, "correction_asked", reason=ASKED)
        clock.pass_(minutes=5)
        await someone.hands_in(case)
        assert "这一步已经不需要再做" in await officer.approves(case, WHY, 409)  # not accepted yet
        await officer.steps(case, "accepted")
        form = await officer.goes(f"/desk{case}/approval")
        assert "深圳市福田区" in form  # what each of the two registers says
        assert "湖南省" in form
        assert "要您定" in form
        assert "按登记的情况，适用“每月300元”" in form
        refused = await officer.approves(case, "", 422)
        assert "“深圳户籍”要由您定" in refused
        assert "请写明为什么" in await officer.approves(case, WHY, 422, grant="other", amount="400", period="month")
        assert "还没有通过" in await officer.approves(case, WHY, 409, digest="0" * 16)
        await officer.approves(case, WHY)

    page = said(await someone.goes(case))
    assert "通过：每月300元，从2026年11月起。" in page
    assert f"工作人员核实过：{WHY}" in page
    decision = page[: page.index("办到哪一步")]
    assert ASKED not in decision
    assert "请记得" in page  # the duties of the rule
    assert "通过：每月300元，从2026年11月起。" in said(await someone.goes("/inbox"))
    assert WHY in said(await someone.goes(f"{case}/receipt"))
    assert "现在有效" in said((await browser.get(f"/verify/{number_on(await someone.goes(case))}")).text)
    db = await asyncpg.connect(admin_url)
    assert await db.fetchval("select yuan from person_grant where state = 'running'") == 300
    assert await db.fetchval("select count(*) from obligation") > 0
    await db.close()
    done = await replay(settings, 1)
    assert done.different == ()
    assert done.same == 3  # twice handed to a person, once approved by one


async def held_back(admin_url: str, house: Any) -> bool:
    """Does the money of the one grant wait for somebody's word?"""
    db = await asyncpg.connect(admin_url)
    grant = await db.fetchrow("select id, person from person_grant")
    await db.close()
    async with house.framework.state.pool.acquire() as ours:
        return bool(await grants.awaits_second_look(ours, grant_id=grant["id"], person=grant["person"]))


async def test_an_entered_amount_has_its_reason_and_month(
    resident: Any, worker: Any, house: Any, admin_url: str
) -> None:
    someone = resident(cast()["luo_xiuying"])
    case = await ready(someone, worker)
    await someone.hands_in(case)
    other = {"grant": "other", "amount": "400", "period": "month", "first_month": "2026-12-01", "note": "有疑问请来电"}
    async with desk(house, "o-1", "officer") as officer:
        await officer.steps(case, "accepted")
        await officer.approves(case, WHY, grant_reason="按区里会议纪要补发", **other)
        assert "要由另一位工作人员来看" in await officer.sends(
            f"/desk{case}/after-check", 403, word="agreed", finding=""
        )
    assert await held_back(admin_url, house), "no money leaves on one officer's word beside the rule"
    async with desk(house, "o-2", "officer") as other:
        assert "同意以后才发钱" in await other.goes(f"/desk{case}")
        await other.sends(f"/desk{case}/after-check", word="agreed", finding="")
    assert not await held_back(admin_url, house)
    page = said(await someone.goes(case))
    assert "通过：每月400元，从2026年12月起。" in page
    assert "工作人员说明：有疑问请来电。" in said(await someone.goes("/inbox"))
