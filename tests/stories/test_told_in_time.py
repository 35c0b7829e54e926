"""Somebody is told on the right day, once, and the message leads to a filled draft; who switched it off is told nothing."""

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.campaigns import relatives, store, why
from backend.campaigns import service as campaigns
from backend.campaigns.short_messages import text_person
from backend.cases.answers import sealed_answers
from backend.jobs import SCHEDULES
from backend.kit.db import transaction
from backend.notices.sms import SmsGateway, new_session
from backend.registers.sample.cast import cast
from backend.registers.signature import signed
from backend.residents import store as people_store
from tests import people
from tests.conftest import REGISTER_KEY
from tests.journey import said
from tests.support.allowance import ALLOWANCE
from tests.support.any_service import fill_in, hand_over_papers, proven
from tests.support.consenting import mandate
from tests.support.register_feed import CHANGSHA

find, owe = SCHEDULES["find-messages"].does, SCHEDULES["owe-messages"].does


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """A moment in Shenzhen."""
    return datetime(year, month, day, hour - 8, tzinfo=UTC)


async def person_of(state: Any, member: Any) -> UUID:
    """The account of one of the cast."""
    async with transaction(state.pool) as db:
        found = await db.fetchval(
            "select person from identity where id_hash = any($1)",
            state.vault.fingerprints("id_number", member.id_number),
        )
    assert found
    return UUID(str(found))


async def agrees(state: Any, person: UUID, now: datetime) -> None:
    """Consent to personalised messages, with the preferences as they come."""
    async with transaction(state.pool) as db:
        await campaigns.choose(db, person, campaigns.DEFAULT, now, wanted=True)


async def rows(state: Any, person: UUID, columns: str = "service, state, reason") -> list[tuple[Any, ...]]:
    """The ledger of one person."""
    async with transaction(state.pool) as db:
        found = await db.fetch(
            f"select {columns} from owed_message where person = $1 order by service, found_at", person
        )
    return [tuple(row) for row in found]


async def titles(state: Any, person: UUID) -> list[str]:
    """What stands in the inbox of one person about personal things."""
    async with transaction(state.pool) as db:
        found = await db.fetch(
            "select title from notice where person = $1 and topic = 'personal' order by created_at", person
        )
    return [row["title"] for row in found]


async def trouble(sample_world: str, mode: str, seconds: float = 1) -> None:
    """What is wrong with the gateway."""
    body = json.dumps({"register": "sms", "mode": mode, "seconds": seconds}).encode()
    async with httpx.AsyncClient() as http:
        await http.post(f"{sample_world}/trouble", content=body, headers=signed(REGISTER_KEY, body, int(time.time())))


@pytest.fixture
async def state(house: Any, worker: Any, clock: Any) -> Any:
    """The house, whose population is looked at by the held clock."""
    yield house.framework.state
    await house.framework.state.population.close()


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
        [again] = await why.reproduce(db, state.services, UUID(link[1].rpartition("/")[2]))
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
    async with new_session() as session:
        gateway = SmsGateway(bench.settings.sms_url, bench.settings.sms_key, session)
        for _ in range(3):
            await text_person(bench.transaction, state.vault, gateway, notice, clock.now)
            clock.pass_(minutes=20)
        assert await rows(state, person, "state, sms") == [("delivered", "owed")]
        await trouble(sample_world, "ok")
        for _ in range(3):
            await text_person(bench.transaction, state.vault, gateway, notice, clock.now)
    assert await texts() == before + 1
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


async def test_the_newcomer_asks_to_be_told_and_is_told_once(
    state: Any, worker: Any, clock: Any, resident: Any
) -> None:
    wu, bench = resident(people.NEWCOMER), worker.bench
    person = await person_of(state, people.NEWCOMER)
    clock.now = at(2026, 11, 10)
    await wu.signs_in("/me/personal-messages/ask?service=FT0107002")
    assert "还没有" not in said(await wu.sends("/me/personal-messages/ask", service="FT0107002"))
    await find(bench)
    assert await titles(state, person) == ["快可以办“居住证申领”了"]
    assert await rows(state, person, "kind, state, day::text") == [("asked", "delivered", "2026-12-01")]
    await wu.goes("/inbox")
    link = re.search(r'href="(/inbox/why/[0-9a-f-]{36})"', wu.page.text)
    assert link
    assert "您让我们到时候提醒您" in said(await wu.goes(link[1]))
    await agrees(state, person, clock.now)
    clock.now = at(2026, 11, 20)
    await find(bench)
    assert await rows(state, person, "kind, state, reason") == [
        ("asked", "delivered", ""),
        ("watch", "suppressed", "already_told"),
    ]
    clock.now = at(2026, 12, 1)
    await state.redis.flushdb()  # its clock is not ours: for the limit of codes no day has passed
    await wu.signs_in(link[1])
    await wu.sends(f"{link[1]}/start", service="FT0107002")
    case = wu.at
    assert people.NEWCOMER.living_address in await wu.goes(f"{case}/form/1"), "what is known is filled in"
    async with transaction(state.pool) as db:
        acting = await proven(db, state.services, people.NEWCOMER, now=clock.now)
        draft = UUID(case.rpartition("/")[2])
        await fill_in(db, state.services, acting, draft, "FT0107002", clock.now)
        await hand_over_papers(db, state.services, acting, draft)
    await wu.hands_in(case)
    assert "系统核对各项要求都对得上" in said(await wu.goes(case))
    async with transaction(state.pool) as db:
        steps = await store.funnel(db, since=at(2026, 11, 1), bands=[0], today=clock.now.date())
    assert [(one.told, one.opened, one.started, one.submitted, one.granted) for one in steps] == [(1, 1, 1, 1, 0)]


async def test_a_permit_and_a_forgotten_form_are_one_message(
    state: Any, worker: Any, clock: Any, resident: Any
) -> None:
    holder, bench = cast()["su_mei"], worker.bench
    person, su = await person_of(state, holder), resident(holder)
    clock.now = at(2026, 11, 23)
    await agrees(state, person, clock.now)
    await find(bench)
    assert await titles(state, person) == []  # her permit can be renewed already
    await su.signs_in()
    case = UUID((await su.begins("FT0120001")).rpartition("/")[2])
    answers = sealed_answers(state.services, case, {"moved_in": "2026-11-23"})
    anniversary = {"value": "2026-01-26", "source": "police_record", "as_of": clock.now.isoformat()}
    async with transaction(state.pool) as db:
        await db.execute("update cases set answers = $2 where id = $1", case, answers)
        await people_store.merge_facts(
            db, person=person, facts={"residence_permit_anniversary": [anniversary]}, at=clock.now
        )
    async with state.pool.acquire() as db:
        await state.population.look(db)
    await find(bench)
    assert await titles(state, person) == ["有2件事快到时候了"]
    assert await rows(state, person, "service, kind, state, day::text") == [
        ("FT0107003", "duty", "delivered", "2026-11-27"),
        ("FT0120001", "duty", "delivered", "2026-11-26"),
    ]
    link = re.search(r'href="(/inbox/why/[0-9a-f-]{36})"', await su.goes("/inbox"))
    assert link
    page = said(await su.goes(link[1]))
    for words in ("居住证签注", "从2026年11月27日起", "居住登记", "请在2026年11月26日以前交", "搬进来的日子"):
        assert words in page, words
    await find(bench)
    assert len(await titles(state, person)) == 1


async def test_a_life_event_in_a_register_is_told_once_and_never_to_the_dead(
    state: Any, worker: Any, clock: Any
) -> None:
    bride, bench = cast()["su_mei"], worker.bench
    person = await person_of(state, bride)
    clock.now = at(2026, 11, 23)
    await agrees(state, person, clock.now)
    events = {"married_on": "2026-11-20", "graduated_on": "2026-06-30", "hukou_since": "2026-09-23"}
    facts = {
        name: [{"value": day, "source": "marriage", "as_of": clock.now.isoformat()}] for name, day in events.items()
    }
    async with transaction(state.pool) as db:
        await people_store.merge_facts(db, person=person, facts=facts, at=clock.now)
        await db.execute(
            "insert into message_choice (person, asked_at) values ($1, $2)"
            " on conflict (person) do update set asked_at = excluded.asked_at",
            person,
            clock.now,
        )
    async with state.pool.acquire() as db:
        await state.population.look(db)
    await find(bench)
    assert await titles(state, person) == ["“户口登记项目变更、更正”您可能用得上"]
    assert await rows(state, person, "service, watch, state, day::text") == [
        ("FT0107015", "happened", "delivered", "2026-11-20")
    ]
    clock.now = at(2026, 12, 20)
    async with transaction(state.pool) as db:
        again = {**facts, "married_on": [{**facts["married_on"][0], "value": "2026-12-19"}]}
        again["alive"] = [{"value": False, "source": "population", "as_of": clock.now.isoformat()}]
        await people_store.merge_facts(db, person=person, facts=again, at=clock.now)
        await db.execute(
            "insert into owed_message (person, kind, topic, service, watch, until, found_at, next_at, expires_at)"
            " values ($1, 'watch', 'paper', 'FT0107015', 'happened', '2027-02-20', $2, $2, $3)",
            person,
            clock.now,
            at(2027, 2, 20),
        )
    await owe(bench)
    assert (await rows(state, person, "state, reason"))[-1] == ("suppressed", "unreachable")
