"""Where money could go astray the machine wants to be surer who asks; whoever isn't verified is led there, and never refused."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from backend.materials.samples import cast_papers as pictures
from backend.registers.sample import bank
from backend.registers.sample.cast import resident as registered
from tests import people
from tests.journey import TOKEN, Resident, Worker, said
from tests.proving import hands_in_card, shows_face
from tests.support.allowance import ready
from tests.support.stepping_up import steps_up

CHANGE = "FT0205002"
STRANGERS_PHONE = "13800138003"


async def changes_account(her: Resident, worker: Worker) -> str:
    """A new account typed for a running allowance, complete but for the submission; answers the case."""
    await her.signs_in()
    case = await her.begins(CHANGE)
    await her.goes(f"{case}/form/1")
    await her.sends(f"{case}/form/1")
    new_account = bank.second_account(people.RUNNING_ALLOWANCE)
    await her.sends(f"{case}/form/2", allowance_change="account", new_account=new_account)
    await her.photographs(case, "id_card", pictures.id_card_front(people.RUNNING_ALLOWANCE))
    await worker.works()
    return case


async def test_one_sms_of_a_verified_resident_moves_no_money(
    resident: Callable[[Any], Any], worker: Worker, house: Any
) -> None:
    """Repro 11: SIM swap, recycled number, a phone lent for a minute. The true payee goes on with another factor."""
    her = resident(people.RUNNING_ALLOWANCE)
    case = await changes_account(her, worker)
    assert "这件事比较要紧" not in said(await her.goes(case))
    check = await her.goes(f"{case}/check")
    assert "先换一种办法确认是您本人" in said(check)
    assert f'href="/step-up/another-factor?next={case}/check"' in check
    assert "换一种办法确认是您本人" in said(await her.hands_in(case))
    assert her.at == "/step-up/another-factor"
    assert "核对并提交" in said(await her.goes(case)), "it is still a draft"
    event = str(uuid4())
    token = await her.goes("/me/devices")
    asked = await her.browser.post(
        f"{case}/submission", data={"_token": TOKEN.findall(token)[0], "event": event, "confirmed": "yes"},
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert (asked.status_code, asked.headers["content-type"]) == (403, "application/problem+json")
    await steps_up(her, house)
    assert "先换一种办法" not in said(await her.goes(f"{case}/check"))
    await her.hands_in(case)
    assert her.at == case
    assert "核对并提交" not in said(her.page.text), "it was handed in"


async def test_who_is_not_verified_may_change_it_but_an_officer_decides(
    resident: Callable[[Any], Any], worker: Worker, admin_url: str
) -> None:
    db = await asyncpg.connect(admin_url)
    await db.execute("update person set assurance = 2")
    await db.close()
    her = resident(people.RUNNING_ALLOWANCE)
    case = await changes_account(her, worker)
    assert "这件事比较要紧" in said(await her.goes(case))
    assert "有工作人员接着看" in said(await her.hands_in(case))


async def test_a_stranger_with_both_sides_of_a_card_learns_nothing_and_gets_nothing(
    resident: Callable[[Any], Any], worker: Worker, admin_url: str
) -> None:
    """Repro 01: a victim who never used the app, the stranger's own phone and account."""
    victim = people.NINETY_TWO
    db = await asyncpg.connect(admin_url)
    await db.execute("update identity set phone_hash = null, id_hash = null")  # the house knows nobody yet
    await db.close()
    stranger = resident(msgspec.structs.replace(victim, phone=STRANGERS_PHONE))
    await stranger.signs_in()
    first = said(await stranger.goes("/cases/new?service=FT0205001"))
    assert "先核实是您本人，好吗？" in first
    assert "把钱发到一个账户" in first
    case = await stranger.begins("FT0205001")
    await hands_in_card(stranger, victim)
    await worker.works()
    await stranger.photographs(case, "id_card", pictures.front(victim))
    await worker.works()
    told = told_of(victim)
    assert "身份证已核实" in said(await stranger.goes("/me/identity"))
    for path in (case, *(f"{case}/form/{n}" for n in (1, 2, 3)), "/me", "/me/data", f"{case}/papers/id_card"):
        page = await stranger.goes(path)
        assert not [value for value in told if value in page], path
    await stranger.goes(f"{case}/form/1")
    await stranger.sends(f"{case}/form/1", hukou_address="我不知道的地址")
    await stranger.sends(f"{case}/form/2", living_place="futian", contact_phone=STRANGERS_PHONE)
    await stranger.sends(f"{case}/form/3", account_number="6222020000000000017")
    outcome = said(await stranger.hands_in(case))
    assert "有工作人员接着看" in outcome
    assert "核实是您本人以后，这里会写明" in outcome
    assert "未在领" not in outcome
    await stranger.goes(f"{case}/receipt.jws", status=404)
    taken = await stranger.browser.post(
        f"{case}/papers/id_card/held", data={"source": "licence", "key": "id_card_front", "_token": "x"}
    )
    assert taken.status_code >= 400


def told_of(member: Any) -> tuple[str, ...]:
    """What registers know of somebody that their card doesn't say."""
    facts = registered(member).facts
    return facts["payable_account"], facts["payable_account"][-4:], facts["living_address"]


async def test_ten_minutes_later_an_sms_is_enough_where_the_money_goes_where_it_always_went(
    resident: Callable[[Any], Any], worker: Worker, clock: Any, house: Any
) -> None:
    """The grandmother's way stays short: the account that the register confirms, a fresh code, the same submission."""
    grandmother = resident(people.GRANDMOTHER)
    case = await ready(grandmother, worker)
    assert "先核实" not in said(await grandmother.goes("/cases/new?service=FT0205001"))
    clock.pass_(minutes=11)
    redis = house.framework.state.redis  # the pause between two codes runs on its clock
    await redis.delete(*await redis.keys("limit:*"))
    check = await grandmother.goes(f"{case}/check")
    assert "提交时要再确认一次是您本人" in said(check)
    event = re.search(r'name="event" value="([^"]+)"', check)
    assert event
    await grandmother.sends(f"{case}/submission", event=event[1], confirmed="yes")
    assert grandmother.at == "/step-up"
    await grandmother.sends("/step-up", next=f"{case}/check")
    kept = await grandmother.sends("/step-up/code", code=await grandmother.code())
    assert grandmother.at == "/sign-in/kept"
    assert f'name="event" value="{event[1]}"' in kept
    outcome = said(await grandmother.sends(f"{case}/submission", event=event[1], confirmed="yes"))
    assert "通过了" in outcome


async def test_who_came_from_a_case_is_led_back_to_it(
    resident: Callable[[Any], Any], worker: Worker, admin_url: str
) -> None:
    newcomer = resident(people.GRANDDAUGHTER)
    await newcomer.signs_in()
    case = await newcomer.begins(CHANGE)
    led = re.search(r'href="(/me/identity\?next=[^"]+)"', await newcomer.goes(case))
    assert led
    assert f'href="{case}"' in await newcomer.goes(led[1])
    await hands_in_card(newcomer, people.GRANDDAUGHTER)
    await worker.works()
    await shows_face(newcomer, people.GRANDDAUGHTER)
    await worker.works()
    page = await newcomer.goes("/me/identity/face")
    assert newcomer.at == "/me/identity"
    assert "回去接着办" in said(page)
    assert page.count(f'href="{case}"') == 2
    assert "这件事比较要紧" not in said(await newcomer.goes(case))


@pytest.mark.parametrize("next", ["https://evil.test/cases", "//evil.test/cases", "/\\evil.test", "/sign-out", "/"])
async def test_nobody_is_led_to_another_site_from_there(resident: Callable[[Any], Any], next: str) -> None:
    her = resident(people.GRANDMOTHER)
    await her.signs_in()
    page = await her.goes(f"/me/identity?next={quote(next, safe='')}")
    assert "返回设置" in page
    assert "evil" not in page
