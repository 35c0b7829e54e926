"""What was asked for, what lapses and what a register says has happened is told once, in one message; nothing to the dead."""

import re
from typing import Any
from uuid import UUID

from backend.campaigns import store
from backend.cases.answers import sealed_answers
from backend.kit.db import transaction
from backend.registers.sample.cast import cast
from backend.residents import store as people_store
from tests import people
from tests.journey import said
from tests.support.any_service import fill_in, hand_over_papers, proven
from tests.support.told import agrees, at, find, owe, person_of, rows, titles


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
