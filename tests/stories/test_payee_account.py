"""Stories of the payee account: changed, told to every old contact, stopped by one tap, in force on the third day."""

import json
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from backend.kit.clock import local_date
from backend.materials.samples import cast_papers as pictures
from backend.payees.service import in_force
from backend.payees.stop import stop_pending
from backend.registers.sample import bank
from backend.registers.signature import signed
from backend.residents.service import identity_of, save_identity
from backend.residents.types import SecondPhone
from tests import people
from tests.conftest import NOW, REGISTER_KEY
from tests.journey import Resident, Worker, said
from tests.support.desk import desk
from tests.support.stepping_up import steps_up

CHANGE, HER = "FT0205002", people.RUNNING_ALLOWANCE
FORMER, PROVIDERS = "+8619900000098", "+8619900000097"


async def person_of(admin_url: str, house: Any) -> UUID:
    """Whose account these stories are about."""
    db = await asyncpg.connect(admin_url)
    hashes = house.framework.state.vault.fingerprints("phone", HER.international_phone)
    found = await db.fetchval("select person from identity where phone_hash = any($1)", hashes)
    await db.close()
    return UUID(str(found))


async def pays_to(house: Any, person: UUID, days: int = 0) -> str:
    """The account that payment orders ask for, so many days after the story."""
    state = house.framework.state
    async with state.pool.acquire() as db:
        found = await in_force(db, state.vault, person, local_date(NOW) + timedelta(days=days))
    return found.account if found else ""


async def changes(her: Resident, worker: Worker, house: Any, account: str) -> str:
    """A new account for the running allowance, handed in with another factor; answers the outcome."""
    if not her.browser.cookies:
        await her.signs_in()
    case = await her.begins(CHANGE)
    await her.goes(f"{case}/form/1")
    await her.sends(f"{case}/form/1")
    await her.sends(f"{case}/form/2", allowance_change="account", new_account=account)
    await her.photographs(case, "id_card", pictures.id_card_front(HER))
    await worker.works()
    await steps_up(her, house)
    return said(await her.hands_in(case))


async def messages_to(sample_world: str, phone: str) -> list[dict[str, Any]]:
    """The short messages about accounts on a sample phone."""
    async with httpx.AsyncClient() as http:
        found = (await http.get(f"{sample_world}/phone.json", params={"to": phone})).json()
    return [one for one in found if one["template"].startswith("payee_")]


async def trouble(sample_world: str, mode: str, seconds: float = 8) -> None:
    """What is wrong with the bank register."""
    body = json.dumps({"register": "bank", "mode": mode, "seconds": seconds}).encode()
    async with httpx.AsyncClient() as http:
        await http.post(f"{sample_world}/trouble", content=body, headers=signed(REGISTER_KEY, body, int(time.time())))


async def test_a_change_is_told_to_every_old_contact_and_stopped_by_one_tap(
    resident: Any, worker: Worker, house: Any, admin_url: str, sample_world: str, clock: Any
) -> None:
    person = await person_of(admin_url, house)
    state = house.framework.state
    async with state.pool.acquire() as db:
        who = await identity_of(db, state.vault, person)
        second = (SecondPhone(FORMER, "former", NOW), SecondPhone(PROVIDERS, "provider", NOW))
        await save_identity(db, state.vault, person, msgspec.structs.replace(who, second_phones=second))
    before = {p: len(await messages_to(sample_world, p)) for p in (HER.phone, FORMER, PROVIDERS)}
    her = resident(HER)
    new, old = bank.second_account(HER), bank.first_account(HER)
    outcome = await changes(her, worker, house, new)
    assert "通过了" in outcome
    assert "2026年11月26日起生效" in outcome
    assert "收款账户从2026年11月26日起换用新账户" in outcome
    assert new not in her.page.text
    await worker.works()
    await worker.works()
    for phone, count in before.items():
        told = (await messages_to(sample_world, phone))[: len(await messages_to(sample_world, phone)) - count]
        assert [one["template"] for one in told] == ["payee_change"], phone
        for secret in (HER.name, new, new[-4:], old[-4:]):
            assert secret not in str(told)
    inbox = said(await her.goes("/inbox"))
    assert "收款账户有变更，2026年11月26日起生效" in inbox
    assert (await pays_to(house, person), await pays_to(house, person, 2), await pays_to(house, person, 3)) == (
        old,
        old,
        new,
    )

    other_phone = resident(HER)  # signed in by an SMS only: stopping is safe and asks for nothing more
    await state.redis.flushdb()  # the pause between two codes
    await other_phone.signs_in()
    page = await other_phone.goes("/me/account")
    assert f"尾号{new[-4:]}" in said(page)
    assert "本系统的建议" in said(page)
    stop = page.split('action="/me/account/')[1].split('"')[0]
    await other_phone.sends(f"/me/account/{stop}")
    assert "收款账户的变更已停止" in said(other_phone.page.text)
    assert await pays_to(house, person, 3) == old
    await other_phone.sends(f"/me/account/{stop}", status=200)  # the second tap changes nothing
    told = (await other_phone.browser.get("/api/me/account")).json()["accounts"]
    assert [one["state"] for one in told] == ["stopped", "in_force"]
    await worker.works()
    assert (await messages_to(sample_world, HER.phone))[0]["template"] == "payee_stopped"

    again = await changes(other_phone, worker, house, new)  # reversible by applying again
    assert "通过了" in again
    assert await pays_to(house, person, 3) == new
    clock.pass_(days=3)
    await state.redis.flushdb()
    late = resident(HER)
    await late.signs_in()
    page = said(await late.goes("/me/account"))
    assert "从2026年11月26日起，钱打到这个账户" in page
    assert "停止这次变更" not in page


@pytest.mark.parametrize(
    ("account", "mode"),
    [("6222029876543210987", "ok"), (bank.first_account(people.GRADUATE), "ok"), (bank.second_account(HER), "down")],
    ids=["another bank's", "somebody else's", "register down"],
)
async def test_without_a_match_an_officer_looks_and_no_money_moves(
    resident: Any, worker: Worker, house: Any, admin_url: str, sample_world: str, account: str, mode: str
) -> None:
    """Repro 11, even with a stolen second factor: the account must be the payee's own by the bank's word."""
    await trouble(sample_world, mode)
    her = resident(HER)
    outcome = await changes(her, worker, house, account)
    await trouble(sample_world, "ok")
    assert "有工作人员接着看" in outcome
    person = await person_of(admin_url, house)
    assert await pays_to(house, person, 3) == ""
    if mode == "down":
        case = her.at
        async with desk(house, "010", "officer") as officer:
            assert "银行没有核对" in await officer.goes(f"/desk{case}")


async def test_an_officer_stops_it_and_a_death_freezes_it(
    resident: Any, worker: Worker, house: Any, admin_url: str
) -> None:
    person = await person_of(admin_url, house)
    her = resident(HER)
    await changes(her, worker, house, bank.second_account(HER))
    case, state = her.at, house.framework.state
    async with desk(house, "010", "officer") as officer:
        await officer.goes(f"/desk{case}")
        page = (await officer.browser.get(f"/desk{case}", headers={"accept": "text/html"})).text
        stops = [part.split('"')[0] for part in page.split(f'action="/desk{case}/account/')[1:]]
        assert "请写明理由" in await officer.sends(f"/desk{case}/account/{stops[0]}", 422, why="")
        await officer.sends(f"/desk{case}/account/{stops[0]}", why="本人来电说不是她改的")
    assert "本人来电说不是她改的" in said(await her.goes("/me/account"))
    assert await pays_to(house, person, 3) == bank.first_account(HER)
    await changes(her, worker, house, bank.second_account(HER))
    async with state.pool.acquire() as db, db.transaction():
        assert await stop_pending(db, person, "death", NOW) == 1
    assert await pays_to(house, person, 3) == bank.first_account(HER)


async def test_a_refusal_after_a_review_takes_the_account_along(
    resident: Any, worker: Worker, house: Any, admin_url: str
) -> None:
    person = await person_of(admin_url, house)
    her = resident(HER)
    await changes(her, worker, house, bank.second_account(HER))
    case = her.at
    await her.sends(f"{case}/review", reason="我想请人再看一次")
    async with desk(house, "010", "officer") as officer:
        await officer.steps(case, "refused", reason="不是本人提出的变更")
    assert await pays_to(house, person, 3) == bank.first_account(HER), "no decision stands that approved another one"
    assert "收款账户的变更已停止" in said(await her.goes("/inbox"))


async def test_the_register_s_own_account_is_chosen_by_a_tap(
    resident: Any, admin_url: str, house: Any, worker: Worker
) -> None:
    she, known = resident(people.GRANDMOTHER), bank.first_account(people.GRANDMOTHER)
    await she.signs_in()
    case = await she.begins("FT0205001")
    page = await she.goes(f"{case}/form/3")
    assert "用已有的账户" in said(page)
    assert "8800 0000 0000" in said(page)
    both = said(
        await she.sends(f"{case}/form/3", account_number_from="known", account_number="123456789012", status=422)
    )
    assert "又填了另一个账号" in both
    none = said(await she.sends(f"{case}/form/3", account_number_from="typed", account_number=" ", status=422))
    assert "请填另一个账户的账号" in none
    await she.sends(f"{case}/form/3", account_number_from="known", account_number="")
    check = said(await she.goes(f"{case}/check"))
    assert "银行核对：户名是您本人" in check
    db = await asyncpg.connect(admin_url)
    sealed = await db.fetchrow("select id, answers from cases")
    await db.execute("update person set assurance = 2")
    await db.close()
    assert known.encode() not in house.framework.state.vault.open(sealed["answers"], f"case:{sealed['id']}")
    await house.framework.state.redis.flushdb()
    unproven = resident(people.GRANDMOTHER)
    await unproven.signs_in()
    for path in (f"{case}/form/3", f"{case}/check", "/me/account"):
        page = await unproven.goes(path)
        assert known[-4:] not in page, path
