"""Somebody is told on the right day, once, and the message leads to a filled draft; who switched it off is told nothing."""

import re
from contextlib import aclosing
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx

from backend.campaigns import explain_message, relatives
from backend.campaigns import service as campaigns
from backend.campaigns.jobs import SEND_SMS
from backend.campaigns.short_messages import PERSONAL, text_person
from backend.kit.db import transaction
from backend.notices.sms import SmsGateway
from backend.registers.sms_wordings import SMS
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE
from tests.support.consenting import mandate
from tests.support.register_feed import CHANGSHA
from tests.support.told import agrees, at, find, owe, person_of, rows, titles, trouble


async def test_seventy_in_two_months_is_told_once_and_finds_a_filled_draft(
    state: Any, worker: Any, clock: Any, resident: Any
) -> None:
    zhou, bench = resident(people.NOT_QUITE_SEVENTY), worker.bench
    person = await person_of(state, people.NOT_QUITE_SEVENTY)
    clock.now = at(2026, 11, 20)
    await agrees(state, person, clock.now)
    await find(bench)
    assert await titles(state, person) == []  # 61 days before
    clock.now = at(2026, 11, 21)
    await find(bench)
    await find(bench)
    await owe(bench)
    assert await titles(state, person) == ["快可以办“高龄老人津贴申请”了"]
    for day in range(22, 30):
        clock.now = at(2026, 11, day)
        await find(bench)
    assert len(await titles(state, person)) == 1

    await zhou.signs_in("/inbox")
    link = re.search(r'href="(/inbox/why/[0-9a-f-]{36})"', zhou.page.text)
    assert link
    page = said(await zhou.goes(link[1]))
    for words in (
        "从2027年1月20日起",
        "年满70周岁",
        "深圳户籍",
        "看的是“年龄”",
        "公安户籍和人口登记",
        "您同意过",
        "打开填好的草稿",
    ):
        assert words in page, words
    assert people.NOT_QUITE_SEVENTY.id_number not in page
    await zhou.sends(f"{link[1]}/start", service=ALLOWANCE)
    assert zhou.at.startswith("/cases/")
    form = await zhou.goes(f"{zhou.at}/form/1")
    assert people.NOT_QUITE_SEVENTY.name in form
    assert await rows(state, person, "state, case_id is not null, day::text") == [("delivered", True, "2027-01-20")]

    async with transaction(state.pool) as db:
        [again] = await explain_message.reproduce(db, state.services, UUID(link[1].rpartition("/")[2]))
    assert again.reproduced == "same"
    await zhou.goes(link[1])
    assert "已经关掉" in said(await zhou.sends(f"{link[1]}/topic", topic="benefit", on=""))


async def test_who_switched_it_off_or_never_agreed_is_told_nothing_until_they_do(
    state: Any, worker: Any, clock: Any, resident: Any
) -> None:
    zhou, bench = resident(people.NOT_QUITE_SEVENTY), worker.bench
    person = await person_of(state, people.NOT_QUITE_SEVENTY)
    clock.now = at(2026, 11, 23)
    await zhou.signs_in("/me/personal-messages")
    seen = re.search(r'name="seen" value="([^"]+)"', zhou.page.text)
    assert seen
    wishes = {"seen": seen[1], "quiet_from": "22:00", "quiet_until": "08:00", "zone": "Asia/Shanghai"}
    await zhou.sends("/me/personal-messages", wanted="yes", topics=["paper"], **wishes)
    await find(bench)
    assert await rows(state, person) == [(ALLOWANCE, "suppressed", "topic_off")]
    await zhou.sends("/me/personal-messages", topics=["paper", "benefit"], **wishes)
    await owe(bench)
    assert await rows(state, person) == [(ALLOWANCE, "suppressed", "no_consent")]
    await zhou.sends("/me/personal-messages", 400, wanted="yes", **{**wishes, "zone": "Mars/Olympus"})
    await zhou.goes("/me/personal-messages")
    await zhou.sends("/me/personal-messages", wanted="yes", topics=["paper", "benefit"], **wishes)
    clock.now = at(2026, 11, 23, 23)
    await owe(bench)
    assert await rows(state, person) == [(ALLOWANCE, "deferred", "quiet_hours")]
    assert await titles(state, person) == []
    clock.now = at(2026, 11, 24, 9)
    await owe(bench)
    assert len(await titles(state, person)) == 1


async def test_who_moved_away_since_is_asked_about_again_and_told_nothing(state: Any, clock: Any, feed: Any) -> None:
    person = await person_of(state, people.NOT_QUITE_SEVENTY)
    clock.now = at(2026, 11, 21, 23)
    await agrees(state, person, clock.now)
    await find(feed.bench)
    assert await rows(state, person) == [(ALLOWANCE, "deferred", "quiet_hours")]
    await feed.happens("zhou_guoqiang", "moved", date(2026, 11, 22), CHANGSHA)
    clock.now = at(2026, 11, 22, 11)
    await owe(feed.bench)
    assert await rows(state, person) == [(ALLOWANCE, "suppressed", "not_met")]
    assert await titles(state, person) == []


async def test_consent_withdrawn_between_queue_and_send_rings_nowhere(state: Any, worker: Any, clock: Any) -> None:
    bench, person = worker.bench, await person_of(state, people.NOT_QUITE_SEVENTY)
    clock.now = at(2026, 11, 23)
    await agrees(state, person, clock.now)
    await find(bench)
    assert await rows(state, person, "state, sms") == [("delivered", "owed")]
    async with transaction(state.pool) as db:
        await campaigns.choose(db, person, campaigns.DEFAULT, clock.now, wanted=False)
    await worker.works()
    assert await rows(state, person, "state, sms") == [("delivered", "called_off")]


async def test_the_gateway_is_down_for_an_hour_and_the_short_message_comes_once(
    state: Any, worker: Any, clock: Any, sample_world: str
) -> None:
    bench, person, phone = (
        worker.bench,
        await person_of(state, people.NOT_QUITE_SEVENTY),
        people.NOT_QUITE_SEVENTY.phone,
    )
    clock.now = at(2026, 11, 23)
    await agrees(state, person, clock.now)

    async def texts() -> int:
        async with httpx.AsyncClient() as http:
            found = (await http.get(f"{sample_world}/phone.json", params={"to": phone})).json()
        return sum(one["template"] == "personal_message" for one in found)

    before = await texts()
    await trouble(sample_world, "down", seconds=60)
    await find(bench)
    [(notice,)] = await rows(state, person, "notice")
    async with aclosing(SmsGateway(bench.settings.sms_url, bench.settings.sms_key)) as gateway:
        for _ in range(3):
            await text_person(bench.transaction, state.vault, gateway, notice, clock.now)
            clock.pass_(minutes=20)
        assert await rows(state, person, "state, sms") == [("delivered", "owed")]
        await trouble(sample_world, "ok")
        for _ in range(3):
            await text_person(bench.transaction, state.vault, gateway, notice, clock.now)
    assert await texts() == before + 1
    async with transaction(state.pool) as db:
        kept = await db.fetchval("select wording_version from sms_sent where id = $1", uuid5(notice, SEND_SMS))
    assert kept == SMS[PERSONAL].entry.version
    assert await rows(state, person, "state, sms") == [("delivered", "sent")]
    assert len(await titles(state, person)) == 1


async def test_a_relative_with_a_mandate_is_told_too_until_it_ends(
    house: Any, state: Any, worker: Any, clock: Any, resident: Any
) -> None:
    zhou, niece = people.NOT_QUITE_SEVENTY, people.GRANDDAUGHTER
    clock.now = at(2026, 11, 23)
    given = await mandate(house, zhou, niece)
    person, helper = await person_of(state, zhou), await person_of(state, niece)
    zhou = resident(zhou)
    await zhou.signs_in("/me/personal-messages")
    assert "家人也收到一份" in zhou.page.text
    seen = re.search(r'name="seen" value="([^"]+)"', zhou.page.text)
    assert seen
    wishes = {"seen": seen[1], "quiet_from": "22:00", "quiet_until": "08:00", "zone": "Asia/Shanghai", "wanted": "yes"}
    await zhou.sends("/me/personal-messages", 404, topics="benefit", relative=str(uuid4()), **wishes)
    await zhou.goes("/me/personal-messages")
    await zhou.sends("/me/personal-messages", topics="benefit", relative=str(given.id), **wishes)
    await find(worker.bench)
    assert len(await titles(state, person)) == 1
    async with transaction(state.pool) as db:
        told = await db.fetch("select title, body, link from notice where person = $1 and topic = 'other'", helper)
    [row] = [one for one in told if one["title"] == "周国强有事快到时候了"]
    assert "高龄老人津贴申请" in row["body"]
    assert "70" not in row["body"]
    assert row["link"] == f"/mandates/{given.id}"
    async with transaction(state.pool) as db:
        await relatives.tell_relative(db, state.services, person, given.id, ["FT0107006"], clock.now)
        await relatives.tell_relative(db, state.services, person, given.id, [ALLOWANCE], clock.now + timedelta(days=31))
        again = await db.fetchval("select count(*) from notice where person = $1 and title like '周国强有事%'", helper)
    assert again == 1, "neither what it doesn't cover, nor after its end"
