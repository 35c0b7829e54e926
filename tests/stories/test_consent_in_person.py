"""Both are in one room with one phone: the grandmother reads on her granddaughter's, and her face hands it in; nobody else's does."""

import re
from typing import Any

import pytest

from backend.cases.consents import binding, verify
from backend.kit.db import transaction
from backend.registers.sample import bank
from tests import people
from tests.journey import said
from tests.proving import face, nonce
from tests.support.consenting import asks, mandate, prepares


async def handed_over(resident: Any, worker: Any, house: Any) -> tuple[Any, str, str]:
    """The granddaughter has asked and hands the phone over; answers what the page holds."""
    helper, state = resident(people.GRANDDAUGHTER), house.framework.state
    held = await mandate(house, people.GRANDMOTHER, people.GRANDDAUGHTER)
    case = await prepares(helper, worker, held)
    await asks(helper, case)
    assert "用这部手机刷脸" in said(await helper.goes(f"{case}/consent-request"))
    async with transaction(state.pool) as db:
        await db.execute("update person set assurance = 2 where id = $1", held.principal)
    return helper, case, await helper.goes(f"{case}/consent-face")


def hidden(page: str, name: str) -> str:
    """A hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


async def test_the_page_says_who_holds_the_phone_and_hides_what_the_helper_may_not_read(
    resident: Any, worker: Any, house: Any
) -> None:
    helper, case, page = await handed_over(resident, worker, house)
    shown = said(page)
    for words in (
        "手机现在请交给陈桂兰",
        "由本人看、本人按",
        "高龄老人津贴申请",
        "深圳以外",
        "居民身份证",
        "没有人强迫我",
    ):
        assert words in shown
    accounts = (bank.first_account(people.GRANDMOTHER), bank.second_account(people.GRANDMOTHER))
    other = await helper.goes(f"{case}/consent-face?account=2")
    digits = next(n for n in range(2, 6) if len({one[-n:] for one in accounts}) == 2)
    assert all(f"您末尾是{one[-digits:]}的账户" in shown for one in accounts), "she may choose among her own accounts"
    assert f"钱打到：您末尾是{accounts[1][-2:]}的账户" in said(other)
    assert not any(one[-4:] in page + other for one in accounts if digits < 4), "the phone is her helper's"
    assert hidden(other, "said") != hidden(page, "said")
    assert people.GRANDMOTHER.phone not in shown
    assert people.GRANDMOTHER.id_number not in shown
    await helper.goes(f"{case}/consent-face")
    await helper.sends(f"{case}/consent-face", said="0" * 64, seen=hidden(page, "seen"))
    assert helper.at == f"{case}/consent-face", "she reads it again"
    await helper.sends(f"{case}/consent-face", status=409, said=hidden(page, "said"), seen="2001-01")
    async with transaction(house.framework.state.pool) as db:
        await db.execute("update consent_request set helper = principal")
    await helper.goes(f"{case}/consent-face", status=409)


@pytest.mark.nightly("mandates")
async def test_her_face_hands_it_in_and_nobody_elses(resident: Any, worker: Any, house: Any) -> None:
    helper, case, page = await handed_over(resident, worker, house)
    yes = {"said": hidden(page, "said"), "seen": hidden(page, "seen")}
    camera = await helper.sends(f"{case}/consent-face", **yes)
    pictures = f"{case}/consent-face/pictures"
    await helper.sends(pictures, files=face(camera, people.GRADUATE), nonce=nonce(camera), **yes)
    assert "正在比对" in said(helper.page.text)
    await worker.works()
    assert "手机现在请交给陈桂兰" in said(await helper.goes(f"{case}/consent-face")), "it isn't handed in"
    assert "这次没能核对" in said(helper.page.text)

    camera = await helper.sends(f"{case}/consent-face", **yes)
    await helper.sends(pictures, files=face(camera, people.GRANDMOTHER), nonce=nonce(camera), **yes)
    await worker.works()
    assert "请把手机还给帮办人" in said(await helper.goes(f"{case}/consent-face"))
    shown = said(await helper.goes(case))
    assert "两个人在一起，本人刷脸同意" in shown
    assert "有工作人员接着看" in shown, "it pays, and this face proves no identity"
    state = house.framework.state
    async with transaction(state.pool) as db:
        checks = await db.fetch("select state, digest from consent_face order by at")
        assert [row["state"] for row in checks] == ["doubtful", "passed"]
        row = await db.fetchrow("select how, digest from submission_consent")
        assert tuple(row) == ("face", checks[1]["digest"])
        assert await db.fetchval("select assurance from person p join cases c on c.principal = p.id") == 2
        assert (await verify.replay(db, state.vault)).wrong == []


@pytest.mark.nightly("mandates")
async def test_another_account_of_hers_by_her_face_waits_for_a_person(resident: Any, worker: Any, house: Any) -> None:
    """It is hers by the bank register; and it isn't the one on record, days after somebody may help: an officer looks first."""
    helper, case, _ = await handed_over(resident, worker, house)
    page = await helper.goes(f"{case}/consent-face?account=2")
    yes = {"said": hidden(page, "said"), "seen": hidden(page, "seen"), "account": "2"}
    await helper.sends(f"{case}/consent-face", **{**yes, "account": "1"})
    assert helper.at == f"{case}/consent-face", "the yes to one account isn't one to another"
    camera = await helper.sends(f"{case}/consent-face", **yes)
    await helper.sends(
        f"{case}/consent-face/pictures", files=face(camera, people.GRANDMOTHER), nonce=nonce(camera), **yes
    )
    await worker.works()
    assert "这份授权现在不能用" in said(await helper.goes(case, status=403))
    state = house.framework.state
    async with transaction(state.pool) as db:
        row = await db.fetchrow("select id, how, bound from submission_consent")
        bound = state.vault.open(row["bound"], f"submission_consent:{row['id']}")
        assert (row["how"], binding.read(bound).account) == ("face", bank.second_account(people.GRANDMOTHER))
        assert await db.fetchval("select state from cases") == "submitted"
        assert await db.fetchval("select kind from mandate_signal") == "account_after_begin"
        assert (await verify.replay(db, state.vault)).wrong == []


@pytest.mark.nightly("mandates")
async def test_a_change_while_her_face_is_compared_voids_it(resident: Any, worker: Any, house: Any) -> None:
    helper, case, page = await handed_over(resident, worker, house)
    yes = {"said": hidden(page, "said"), "seen": hidden(page, "seen")}
    camera = await helper.sends(f"{case}/consent-face", **yes)
    await helper.sends(
        f"{case}/consent-face/pictures", files=face(camera, people.GRANDMOTHER), nonce=nonce(camera), **yes
    )
    await helper.goes(f"{case}/form/2")
    await helper.sends(f"{case}/form/2", living_place="shenzhen")
    await worker.works()
    async with transaction(house.framework.state.pool) as db:
        assert await db.fetchval("select state from consent_face") == "void"
        assert await db.fetchval("select state from cases") == "draft"
        assert await db.fetchval("select count(*) from submission_consent") == 0
