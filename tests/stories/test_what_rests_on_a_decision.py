"""A receipt is valid exactly while its decision stands: through a review, its withdrawal, and a revocation at any time."""

from typing import Any

import asyncpg
import pytest

from tests import people
from tests.journey import said
from tests.support.allowance import approved
from tests.support.desk import desk, number_on


async def test_a_withdrawn_review_changes_nothing_and_a_revocation_is_always_possible(
    resident: Any, worker: Any, house: Any, browser: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    number = number_on(grandmother.page.text)

    async def public() -> str:
        return said((await browser.get(f"/verify/{number}")).text)

    await grandmother.sends(f"{case}/review", reason="请再看一次")
    assert "原来的决定照旧有效" in said(await grandmother.goes(case))
    assert "现在有效" in await public()
    async with desk(house, "o-1", "officer") as officer, desk(house, "s-1", "supervisor") as supervisor:
        await officer.sends(f"/desk{case}/revocation", why="冒领，应当撤销")  # while the review runs
        assert "不能再撤回申请" in said(await grandmother.sends(f"{case}/withdrawal", status=409))
        await grandmother.goes(case)
        assert "通过了" in said(await grandmother.sends(f"{case}/review/withdrawal"))
        assert "您撤回了复核请求，原决定照旧" in said(grandmother.page.text)
        assert "现在有效" in await public()
        await supervisor.sends(f"/desk{case}/revocation/settlement", word="agree")
        assert "这张回执已经作废" in await public()
        assert "决定已撤销" in said(await grandmother.goes("/cases"))
        await grandmother.goes(case)
        await grandmother.sends(f"{case}/review", reason="我没有冒领")
        assert "这张回执已经作废" in await public()
        await officer.sends(f"/desk{case}/revocation", 409, why="再撤销一次")
    assert "决定已撤销" in said(await grandmother.sends(f"{case}/review/withdrawal"))


async def test_the_database_refuses_a_receipt_without_its_ruling(resident: Any, worker: Any, admin_url: str) -> None:
    await approved(resident(people.GRANDMOTHER), worker)
    db = await asyncpg.connect(admin_url)
    for wrong in (
        "update cases set ruling = 'none'",
        "update cases set ruling = 'revoked'",
        "update receipt set status = 'revoked', ended_at = now()",
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="does not follow its ruling"):
            await db.execute(wrong)
    await db.close()
