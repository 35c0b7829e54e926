"""A share of machine approvals and every one with a signal of risk is looked at by an officer; a disagreement opens the way of revoking."""

from typing import Any

import asyncpg
from msgspec.structs import replace

from backend.cases.numbers import new_receipt_number
from backend.cases.submission.after_check_sample import in_sample
from tests import people
from tests.journey import said
from tests.support.allowance import approved
from tests.support.desk import desk, number_on


def test_the_sample_is_a_function_of_the_receipt_number() -> None:
    numbers = [new_receipt_number() for _ in range(4000)]
    share = sum(in_sample(one, 5) for one in numbers) / len(numbers)
    assert 0.03 < share < 0.07
    assert not any(in_sample(one, 0) for one in numbers)
    assert all(in_sample(one, 100) for one in numbers)
    assert [in_sample(one, 5) for one in numbers] == [in_sample(one, 5) for one in numbers]


async def test_a_disagreement_is_counted_and_opens_a_revocation(
    resident: Any, worker: Any, house: Any, browser: Any, admin_url: str
) -> None:
    db = await asyncpg.connect(admin_url)
    await db.execute("update person set created_at = '2020-01-01'")
    state = house.framework.state
    state.services = replace(state.services, after_check_percent=0)
    await approved(resident(people.NINETY_TWO), worker)
    assert await db.fetchval("select count(*) from after_check") == 0
    await db.execute("update person set created_at = '2026-11-22'")
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    await db.close()
    number = number_on(grandmother.page.text)
    async with desk(house, "o-1", "officer") as officer, desk(house, "s-1", "supervisor") as supervisor:
        listed = await officer.goes("/desk/after-checks")
        assert "账号刚注册不久" in listed
        assert people.GRANDMOTHER.name not in listed
        assert "至少5个字" in await officer.sends(f"/desk{case}/after-check", 422, word="disagreed", finding="错")
        await officer.sends(f"/desk{case}/after-check", word="disagreed", finding="户口本和登记不一致")
        await officer.sends(f"/desk{case}/after-check", 409, word="agreed")
        listed = await officer.goes("/desk/after-checks")
        assert "看了1件，1件不同意" in listed
        assert "现在有效" in said((await browser.get(f"/verify/{number}")).text)
        await supervisor.sends(f"/desk{case}/revocation/settlement", word="agree")
    assert "这张回执已经作废" in said((await browser.get(f"/verify/{number}")).text)


async def test_one_officer_stops_what_is_paid_in_any_state_and_another_resumes_it(
    resident: Any, worker: Any, house: Any, admin_url: str
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    db = await asyncpg.connect(admin_url)
    state = "select state from person_grant"
    async with desk(house, "o-1", "officer") as officer, desk(house, "o-2", "officer") as colleague:
        await grandmother.sends(f"{case}/review", reason="请再看一次")  # a review runs
        await officer.sends(f"/desk{case}/payment", word="stopped", cause="接到举报，先停下查")
        assert await db.fetchval(state) == "paused"
        assert "暂停发放" in said(await grandmother.goes("/inbox"))
        assert "恢复要由另一位" in await officer.sends(
            f"/desk{case}/payment", 403, word="resumed", cause="查过没有问题"
        )
        await colleague.sends(f"/desk{case}/payment", word="resumed", cause="查过没有问题")
    assert await db.fetchval(state) == "running"
    await db.close()
