"""Stories of an offer: asked by short message two months before seventy, answered with one word, granted on the day, or stopped before."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.campaigns.owe import recipients
from backend.campaigns.service import switch_topic
from backend.kit.clock import local_date
from backend.registers.sample import relations
from backend.residents.types import Staff
from tests import people
from tests.journey import said
from tests.support import offered
from tests.support.allowance import ALLOWANCE
from tests.support.desk import desk
from tests.support.offered import FORMER, HIM, Street
from tests.support.stepping_up import steps_up

street, world_of_today = offered.street, offered.world_of_today


async def test_one_word_two_months_before_and_granted_on_the_day(street: Street, resident: Any) -> None:
    await street.has_other_phones(FORMER)
    await street.is_offered()
    assert await street.stands() == ("proposed", "")
    assert await street.told() == ["offer_made"]
    assert "20260" not in str(await street.inbox(HIM.phone))
    id = uuid4()
    await street.replies(" 同意。", id=id)
    await street.replies("同意", id=id)  # the gateway brings it twice
    assert await street.stands() == ("accepted", "")
    assert await street.told() == ["offer_made", "offer_accepted"]
    (alert,) = await street.inbox(FORMER)
    assert alert["template"] == "offer_alert"
    assert "津贴" not in alert["text"], "a former number may be somebody else's"
    await street.works_on()
    assert await street.stands() == ("accepted", ""), "not before the day"
    await street.birthday()
    assert await street.stands() == ("submitted", "")
    await street.works_on()
    cases = await street.rows("select id, state, service from cases where principal = $1", await street.person())
    assert [(one["state"], one["service"]) for one in cases] == [("approved", ALLOWANCE)]
    (event,) = await street.rows("select author, detail from case_event where kind = 'submitted'")
    assert json.loads(event["detail"])["how"] == "sms"
    (offer,) = await street.rows("select digest, case_id from offer")
    assert json.loads(event["detail"])["digest"] == offer["digest"]
    assert (await street.told())[2:] == ["offer_submitted", "case_message"], "it was handed in, and here is the result"
    kinds = await street.rows("select kind from offer_event where kind <> 'told' order by seq")
    assert [one["kind"] for one in kinds] == ["proposed", "accepted", "due", "submitted"]
    assert not await street.rows("select from sms_received where sealed is not null"), "words are dropped"
    him = resident(HIM)
    await him.signs_in()
    page = said(await him.goes("/me/offers"))
    assert "已经交上去" in page
    assert "尾号" in page


async def test_stopped_by_a_word_before_the_day(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.replies("停！")
    await street.replies("停")
    assert await street.stands() == ("stopped", "by_sms")
    await street.replies("同意")
    await street.birthday()
    assert await street.stands() == ("stopped", "by_sms")
    assert (await street.told())[1:] == ["offer_accepted", "offer_stopped"]
    assert not await street.rows("select from cases")


async def test_whoever_else_writes_hears_nothing_and_changes_nothing(street: Street) -> None:
    await street.is_offered()
    for number in ("+8619900000099", people.GRANDMOTHER.international_phone):
        await street.replies("同意", number)
        assert await street.inbox(number.removeprefix("+86")) == []
    await street.replies("同意", status=403, key="another key")
    await street.replies("同意", status=400, more="x")
    await street.replies("同意" * 400, status=400)
    await street.replies("同意", sent_at=street.clock() - timedelta(hours=25))
    await street.replies("同意", sent_at=street.clock() - timedelta(hours=2))  # written before the question
    await street.replies("同意", sent_at=street.clock() + timedelta(hours=1))
    assert await street.stands() == ("proposed", "")
    assert {one["outcome"] for one in await street.rows("select outcome from sms_received")} == {"not_ours"}
    for _ in range(14):
        await street.replies("停一停吧", "+8619900000099")
    assert len(await street.rows("select from sms_received")) == 12
    await street.birthday()
    assert await street.stands() == ("expired", "")
    assert (await street.told())[1:] == ["offer_expired"]


async def test_after_two_questions_a_person_asks(street: Street, house: Any) -> None:
    await street.is_offered()
    for text in ("好的吧", "不同意", "你是谁"):
        await street.replies(text)
    assert await street.stands() == ("handed_over", "unclear")
    assert (await street.told())[1:] == ["offer_unclear", "offer_unclear", "offer_handed_over"]
    await street.replies("同意")
    assert await street.stands() == ("handed_over", "unclear"), "an officer has it now"
    async with desk(house, "韩晓梅", "officer") as officer:
        page = await officer.goes("/desk/offers")
        assert "问了两次仍看不懂" in page
        assert HIM.name not in page, "a list names nobody"
        (offer,) = await street.rows("select id from offer")
        at = f"/desk/offers/{offer['id']}"
        assert HIM.name in await officer.goes(at)
        await officer.sends(at, words="", status=422)
        await officer.sends(at, words="已经电话问清楚，本人改天自己申请。")
        assert "现在没有" in await officer.goes("/desk/offers")
    assert "工作人员写道：已经电话问清楚，本人改天自己申请。" in await street.inbox_says()
    async with desk(house, "林税务", "officer", staff=Staff("t", "t", frozenset({"officer"}), "tax")) as other:
        await other.goes(at, status=404)


async def test_an_officer_goes_on_for_whom_nothing_proves(street: Street) -> None:
    await street.is_offered()
    await street.sets("update person set assurance = 2 where id = $1", await street.person())
    await street.replies("同意")
    assert await street.stands() == ("handed_over", "not_verified")
    assert (await street.told())[1:] == ["offer_handed_over"]
    assert "您还没有核实是本人。" in await street.inbox_says()


async def test_a_number_held_for_less_than_ninety_days_is_for_an_officer(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    await street.is_offered()
    monkeypatch.setattr(relations, "REGISTERED", local_date(street.clock()) - timedelta(days=89))
    await street.replies("同意")
    assert await street.stands() == ("handed_over", "number")


async def test_whoever_switched_it_off_is_not_asked(street: Street) -> None:
    async with street.moment() as db:
        await switch_topic(db, await street.person(), "offer", street.clock(), on=False)
    await street.is_offered()
    assert await street.stands() == ("", "")
    assert await street.told() == []
    async with street.moment() as db:
        await switch_topic(db, await street.person(), "offer", street.clock(), on=True)
    await street.is_offered()
    await street.is_offered()
    assert await street.stands() == ("proposed", "")
    assert len(await street.rows("select from offer")) == 1


async def test_another_account_stops_it_and_says_so(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.pays_to("8800000000000012345")
    await street.birthday()
    assert await street.stands() == ("stopped", "account_changed")
    assert "收款账户变了" in await street.inbox_says()
    assert not await street.rows("select from cases")


async def test_a_register_that_is_silent_on_the_day(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.trouble("population", "silent")
    await street.birthday()
    assert await street.stands() == ("due", "")
    await street.trouble("population", "ok")
    await street.trouble("bank", "down")
    await street.works_on()
    await street.trouble("bank", "ok")
    await street.trouble("population", "silent")
    assert await street.stands() == ("due", "")
    assert len(await street.rows("select from cases")) == 1, "prepared, and left for the next turn"
    street.clock.pass_(days=3)
    await street.works_on()
    assert await street.stands() == ("handed_over", "registers_silent")
    await street.trouble("population", "ok")
    assert not await street.rows("select from cases where state <> 'draft'")


async def test_one_tap_is_the_same_yes(street: Street, resident: Any, house: Any) -> None:
    await street.is_offered()
    him = resident(HIM)
    await him.signs_in()
    assert "同意，到那天替我办" in said(await him.goes("/me/offers"))
    (offer,) = (await him.browser.get("/api/me/offers")).json()
    assert offer["account"] == "尾号0062"
    at = f"/me/offers/{offer['id']}"
    street.clock.pass_(minutes=11)  # the proof of the sign-in is no longer fresh
    await him.goes("/me/offers")
    assert "再确认一次是您本人" in said(await him.sends(f"{at}/acceptance", digest=offer["digest"]))
    assert await street.stands() == ("proposed", "")
    await steps_up(him, house, "sms")
    await him.goes("/me/offers")
    await him.sends(f"{at}/acceptance", status=409, digest="0" * 64)
    await him.goes("/me/offers")
    await him.sends(f"/me/offers/{uuid4()}/stop", status=404)
    await him.goes("/me/offers")
    page = said(await him.sends(f"{at}/acceptance", digest=offer["digest"]))
    assert "记下了，到那天替您办" in page
    await him.sends(f"{at}/acceptance", digest=offer["digest"])  # a second tap is the same yes
    assert await street.stands() == ("accepted", "")
    await him.sends(f"{at}/stop")
    assert "停了，什么都没有交上去" in said(him.page.text)
    assert await street.stands() == ("stopped", "by_person")
    async with street.moment() as db:
        [row] = await recipients(db, [await street.person()], street.clock())
    assert row.offered == [ALLOWANCE], "whoever said no is not told of the same day by a watch"


async def test_an_account_that_the_bank_disowns_on_the_day_is_for_an_officer(street: Street) -> None:
    await street.is_offered()
    await street.replies("同意")
    await street.trouble("bank", "contradict")
    await street.birthday()
    await street.trouble("bank", "ok")
    assert await street.stands() == ("handed_over", "account")
    assert [one["state"] for one in await street.rows("select state from cases")] == ["draft"], "what is prepared stays"
