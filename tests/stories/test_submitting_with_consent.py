"""A granddaughter in Shanghai prepares, her grandmother agrees on her own phone: submitted and decided in that moment, or not at all."""

import asyncio
import re
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from msgspec.structs import replace

from backend.cases.consents import by_telephone, store, verify
from backend.cases.consents.answer import AnswerProof, agree, refuse
from backend.cases.consents.ask import withdraw
from backend.cases.consents.binding import digest_of
from backend.cases.consents.problems import ConsentGone
from backend.cases.consents.request_status import current
from backend.cases.problems import AlreadyMovedOn
from backend.delegation import verify as of_mandates
from backend.delegation.acting import in_force
from backend.delegation.phone_calls import CallOutcome
from backend.delegation.service import as_person, end
from backend.kit.db import prepare, transaction
from backend.registers.sample import bank
from backend.residents.types import Acting, Assurance, FreshProof
from pwa.views.events import QUIET
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.support.consenting import agrees, asks, mandate, prepares
from tests.support.desk import desk
from tests.support.stepping_up import steps_up


async def asked(resident: Any, worker: Any, house: Any) -> tuple[Any, Any, str, Any]:
    """Helper and grandmother, both signed in, and a case for which she is asked."""
    helper, she = resident(people.GRANDDAUGHTER), resident(people.GRANDMOTHER)
    held = await mandate(house, people.GRANDMOTHER, people.GRANDDAUGHTER)
    case = await prepares(helper, worker, held)
    await asks(helper, case)
    await worker.works()
    await she.signs_in("/inbox")
    return helper, she, case, held


async def chooses_account(she: Any, case: str) -> None:
    """She says herself where the money goes."""
    await she.goes(f"{case}/consent")
    account = bank.first_account(people.GRANDMOTHER)
    await she.sends(f"{case}/consent/answers", account_number_from="typed", account_number=account)


async def events(house: Any, case: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, author's role and detail of everything that happened to a case."""
    async with transaction(house.framework.state.pool) as db:
        rows = await db.fetch("select kind, role, detail from case_event where case_id = $1 order by seq", case[-36:])
    return [(row["kind"], row["role"], row["detail"]) for row in rows if row["kind"] not in QUIET]


async def test_she_agrees_and_it_is_approved_at_once(resident: Any, worker: Any, house: Any, admin_url: str) -> None:
    helper, she, case, held = await asked(resident, worker, house)
    assert "有一件事等您同意" in said(she.page.text)
    own = said(await she.goes(case))
    assert "看一看，再答复" in own
    assert "核对并提交" not in own
    page = said(await she.goes(f"{case}/consent"))
    for words in ("陈雨欣替您填好了", "深圳以外", "居民身份证", "您同意的是这些"):
        assert words in page
    waits = (await she.browser.get("/api/consents")).json()
    assert [(one["case"], one["helper"]) for one in waits] == [(case[-36:], "陈雨欣")]
    await chooses_account(she, case)
    tail = bank.first_account(people.GRANDMOTHER)[-4:]
    assert f"尾号{tail}" in said(await she.goes(f"{case}/consent"))
    assert tail not in said(await helper.goes(f"{case}/consent-request")), "the account is hers alone"
    assert tail not in said(await helper.goes(f"{case}/check"))
    await steps_up(she, house)
    outcome = said(await agrees(she, case))
    assert she.at == case
    for words in ("通过了", "您同意提交", "本人在自己的手机上同意", "替本人填写"):
        assert words in outcome
    assert "通过了" in said(await helper.goes(case))
    await worker.works()
    await helper.goes("/cases")
    await helper.sends("/acting/end")
    assert "家人同意了" in said(await helper.goes("/inbox"))
    kinds = await events(house, case)
    assert [kind for kind, *_ in kinds] == ["consent_asked", "consent_given", "submitted", "decided_at_once"]
    submitted = kinds[2][2]
    assert submitted["consent"] == kinds[1][2]["consent"]
    assert (submitted["how"], submitted["mandate"], kinds[2][1]) == ("device", str(held.id), "person")
    await replays(house, admin_url, submitted["consent"])


async def replays(house: Any, admin_url: str, consent: str) -> None:
    """Every consent fits what was submitted under it, until somebody with the owner's rights changes one of them."""
    state, owner = house.framework.state, await asyncpg.connect(admin_url)
    await prepare(owner)
    tampering = {
        "content": "update submission_consent set digest = repeat('0', 64)",
        "row": "update submission_consent set helper = principal",
        "wording": "update submission_consent set wording_digest = ''",
        "case": "update cases set answers = null",
        "consent": "update submission_consent set answer = 'refused'",
    }
    async with transaction(state.pool) as db:
        done = await verify.replay(db, state.vault)
        assert (done.checked, done.wrong) == (1, [])
        assert await of_mandates.replay(db, state.vault) == (1, [])
    for fault, statement in tampering.items():
        change = owner.transaction()
        await change.start()
        await owner.execute(statement)
        found = {one.fault for one in (await verify.replay(owner, state.vault)).wrong}
        assert fault in found, (fault, found)
        await change.rollback()
    await owner.close()


async def test_what_is_changed_afterwards_voids_the_question_for_both(resident: Any, worker: Any, house: Any) -> None:
    helper, she, case, _ = await asked(resident, worker, house)
    await chooses_account(she, case)
    page = await she.goes(f"{case}/consent")
    digest = re.search(r'name="said" value="([0-9a-f]{64})"', page)
    assert digest
    await helper.goes(f"{case}/form/2")
    await helper.sends(f"{case}/form/2", living_place="shenzhen")
    await steps_up(she, house)
    await she.goes(f"{case}/consent")
    assert "这一份作废了 填写的内容改过了。什么都没有交上去" in said(she.page.text)
    await she.sends(f"{case}/consent", status=409, said=digest[1])
    await worker.works()
    assert "请您同意的那一份作废了" in said(await she.goes("/inbox"))
    assert "填写的内容改过了。什么都没有交上去" in said(await helper.goes(f"{case}/consent-request"))
    assert [kind for kind, *_ in await events(house, case)] == ["consent_asked", "consent_void"]
    await asks(helper, case)
    assert "深圳其他区" in said(await she.goes(f"{case}/consent"))


async def test_together_she_types_the_code_on_the_helpers_screen(resident: Any, worker: Any, house: Any) -> None:
    helper, she, case, _ = await asked(resident, worker, house)
    shown = re.search(
        r"call__code[^>]*><span aria-hidden=\"true\">(\d{6})<", await helper.goes(f"{case}/consent-request")
    )
    assert shown
    await she.goes("/cases/consent-code")
    wrong = f"{(int(shown[1]) + 1) % 10**6:06}"
    assert "对不上" in said(await she.sends("/cases/consent-code", status=422, code=wrong))
    await she.sends("/cases/consent-code", code=shown[1])
    assert she.at == f"{case}/consent"
    assert "正在自己的手机上看" in said(await helper.goes(f"{case}/consent-request"))
    await she.goes("/cases/consent-code")
    await she.sends("/cases/consent-code", status=422, code=shown[1])
    await chooses_account(she, case)
    await steps_up(she, house)
    assert "两个人在一起，本人在自己的手机上同意" in said(await agrees(she, case))


async def test_of_all_who_press_at_once_one_is_right(resident: Any, worker: Any, house: Any) -> None:
    """She agrees twice, refuses, says yes on the telephone, and the helper takes it back, all in one moment: one holds, and the case fits it."""
    _, she, case, held = await asked(resident, worker, house)
    await she.goes(f"{case}/consent")
    state, id = house.framework.state, UUID(case[-36:])
    proofs = (FreshProof(NOW, "passkey"),)
    her = Acting(person=held.principal, principal=held.principal, assurance=Assurance.VERIFIED, proofs=proofs)
    async with transaction(state.pool) as db:
        looked = await current(db, state.services, id, held.principal, NOW)
        authority = await in_force(db, held.id, held.helper, NOW)
    assert looked is not None
    helper = replace(her, person=held.helper, mandate=authority)
    proof = AnswerProof(digest=digest_of(looked.now.bound))
    await by_telephone.call(
        lambda: transaction(state.pool), state.services, looked.request, her.actor, "帮您办事的人", NOW
    )
    async with transaction(state.pool) as db:
        heard = await store.newest_call(db, request=looked.request.id)
    assert heard is not None

    async def one(step: Any) -> None:
        with suppress(ConsentGone, AlreadyMovedOn):
            async with transaction(state.pool) as db:
                await step(db)

    await asyncio.gather(
        one(lambda db: agree(db, state.services, her, id, proof, NOW)),
        one(lambda db: refuse(db, state.services, her, id, "", NOW)),
        one(lambda db: withdraw(db, helper, id, NOW)),
        one(lambda db: by_telephone.settle(db, state.services, heard, CallOutcome("agreed"), NOW)),
        one(lambda db: agree(db, state.services, her, id, proof, NOW)),
    )
    async with transaction(state.pool) as db:
        ended = await db.fetchval("select state from consent_request")
        answers = [row["answer"] for row in await db.fetch("select answer from submission_consent")]
        stands = await db.fetchval("select state from cases where id = $1", id)
    assert ended in ("agreed", "refused", "withdrawn")
    assert answers == ([] if ended == "withdrawn" else [ended])
    assert (stands == "draft") == (ended != "agreed")


async def test_she_refuses_with_a_note(resident: Any, worker: Any, house: Any) -> None:
    helper, she, case, _ = await asked(resident, worker, house)
    await chooses_account(she, case)
    await she.goes(f"{case}/consent")
    await she.sends(f"{case}/consent/refusal", note="电话换了，问问你爸爸")
    assert "您没有同意 什么都没有交上去" in said(she.page.text)
    shown = said(await helper.goes(f"{case}/consent-request"))
    assert "本人没有同意提交" in shown
    assert "电话换了，问问你爸爸" in shown
    assert bank.first_account(people.GRANDMOTHER)[-4:] not in said(await helper.goes(f"{case}/check"))
    async with transaction(house.framework.state.pool) as db:
        assert await db.fetchval("select hers is null and code is null from consent_request") is True
        assert await db.fetchval("select answer from submission_consent") == "refused"


async def test_a_revoked_mandate_and_a_week_end_the_question(resident: Any, worker: Any, house: Any) -> None:
    helper, she, case, held = await asked(resident, worker, house)
    await she.goes(f"{case}/consent")
    async with transaction(house.framework.state.pool) as db:
        await end(db, held, as_person("principal", held.principal), "by_principal", NOW)
    assert "代办授权停了" in said(await she.goes(f"{case}/consent"))
    await helper.goes(f"{case}/consent-request", status=403)
    again = await mandate(house, people.GRANDMOTHER, people.GRANDDAUGHTER)
    await helper.goes("/mandates")
    await helper.sends(f"/mandates/{again.id}/acting")
    await asks(helper, case)
    state = house.framework.state
    async with transaction(state.pool) as db:
        late = await current(db, state.services, UUID(case[-36:]), held.principal, NOW + timedelta(days=8))
    assert late is not None
    assert late.state == "lapsed"
    assert "过了7天没有答复" in said(await she.goes(f"{case}/consent"))


async def test_who_is_not_verified_meets_an_officer(resident: Any, worker: Any, house: Any) -> None:
    helper, she, case, held = await asked(resident, worker, house)
    async with transaction(house.framework.state.pool) as db:
        await db.execute("update person set assurance = 2 where id = $1", held.principal)
    await chooses_account(she, case)
    await steps_up(she, house)
    assert "有工作人员接着看" in said(await agrees(she, case))
    assert helper


async def test_what_she_submitted_herself_is_never_called_not_submitted(resident: Any, worker: Any, house: Any) -> None:
    """Neither side reads that nothing was submitted, and the helper isn't led to ask again."""
    helper, she, case, _ = await asked(resident, worker, house)
    account = bank.first_account(people.GRANDMOTHER)
    await she.goes(f"{case}/form/3")
    await she.sends(f"{case}/form/3", account_number_from="typed", account_number=account)
    await steps_up(she, house)
    await she.hands_in(case)
    page = said(await she.goes(f"{case}/consent"))
    assert "用别的办法交上去，或者撤回了。您不用再答复。" in page
    shown = said(await helper.goes(f"{case}/consent-request"))
    assert "不用再请了" in shown
    assert "什么都没有交上去" not in page + shown
    assert "再请一次" not in shown


async def test_a_helper_is_told_that_a_withdrawn_case_waits_for_nobody(resident: Any, worker: Any, house: Any) -> None:
    helper, she, case, _ = await asked(resident, worker, house)
    await she.goes(case)
    await she.sends(f"{case}/withdrawal")
    assert "您不用再答复" in said(await she.goes(f"{case}/consent"))
    await helper.goes("/cases")
    await helper.sends("/acting/end")
    assert "不用再等家人同意了" in said(await helper.goes("/inbox"))


async def test_at_the_counter_an_officer_writes_her_yes_down_and_another_decides(
    resident: Any, worker: Any, house: Any
) -> None:
    helper, _, case, held = await asked(resident, worker, house)
    async with transaction(house.framework.state.pool) as db:
        request = await db.fetchval("select id from consent_request")
    here = f"/desk/consents/{request}"
    async with desk(house, "o-1", "officer") as officer:
        assert "高龄老人津贴申请" in await officer.goes(f"/desk/mandates/{held.id}")
        page = await officer.goes(here)
        for words in ("等本人同意", "深圳以外", "居民身份证", "本人同意的是这些"):
            assert words in page
        account = bank.first_account(people.GRANDMOTHER)
        await officer.sends(f"{here}/answers", account_number=account)
        raw = (await officer.browser.get(here, headers={"accept": "text/html"})).text
        assert f"尾号{account[-4:]}" in said(raw)
        digest = re.search(r'name="said" value="([0-9a-f]{64})"', raw)
        assert digest
        yes = {"answer": "agreed", "said": digest[1]}
        assert "请勾选" in await officer.sends(here, 422, **yes, seen="yes")
        stale = {**yes, "said": "0" * 64}
        await officer.sends(here, 409, **stale, seen="yes", read_aloud="yes")
        await officer.sends(here, **yes, seen="yes", read_aloud="yes")
        assert "本人同意了，已经交上去" in await officer.goes(here)
        await officer.steps(case, "accepted")
        assert "您当面记下的" in await officer.approves(case, why="本人在窗口", status=403)
    shown = said(await helper.goes(case))
    assert "有工作人员接着看" in shown
    assert "本人当面同意，工作人员记录" in shown
    async with transaction(house.framework.state.pool) as db:
        row = await db.fetchrow("select how, witness, digest from submission_consent")
        assert tuple(row) == ("counter", "o-1", digest[1])
        assert (await verify.replay(db, house.framework.state.vault)).wrong == []
