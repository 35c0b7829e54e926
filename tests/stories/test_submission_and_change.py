"""Submission against a change of the same case at the same moment: one waits for the other, and sees what it did."""

import asyncio
import re
from typing import Any
from uuid import UUID

from backend.cases.papers.remove import remove_paper
from backend.cases.submission import store as submission_store
from backend.cases.submission import submit
from backend.kit.db import transaction
from backend.materials.samples import cast_papers as pictures
from backend.residents.types import Acting, Assurance, FreshProof
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in, ready

PATIENCE = 5.0  # seconds for requests to come to where they wait


async def waiting_at_a_lock(pool: Any, *tasks: asyncio.Task[Any]) -> bool:
    """Has each of these come to a lock that somebody else holds, before it was done?"""
    async with asyncio.timeout(PATIENCE):
        while not any(task.done() for task in tasks):
            if await pool.fetchval("select count(distinct pid) from pg_locks where not granted") == len(tasks):
                return True
            await asyncio.sleep(0.02)
    return False


async def ready_case(resident: Any, worker: Any) -> tuple[Any, str]:
    """A case of the grandmother that needs only to be handed in; answers her and its address."""
    grandmother = resident(people.GRANDMOTHER)
    return grandmother, await ready(grandmother, worker)


async def acting_for(db: Any, case: str) -> Acting:
    """Whoever owns this case."""
    person = await db.fetchval("select principal from cases where id = $1", UUID(case.rsplit("/", 1)[1]))
    return Acting(person, person, assurance=Assurance.VERIFIED, proofs=(FreshProof(NOW, "sms"),))


async def test_a_paper_removed_before_the_submission_is_missing_from_it(resident: Any, worker: Any, house: Any) -> None:
    """Only who isn't proven must hand in a card; so the proof is taken back with it."""
    grandmother, case = await ready_case(resident, worker)
    await grandmother.goes(f"{case}/check")
    state = house.framework.state
    async with transaction(state.pool) as db:
        acting, id = await acting_for(db, case), UUID(case.rsplit("/", 1)[1])
        await remove_paper(db, state.services, acting, id, "id_card", state.clock())
        await db.execute("UPDATE person SET assurance = 1 WHERE id = $1", acting.principal)
        sent = {"event": str(UUID(int=7)), "confirmed": "yes", "status": 409}
        handing_in = asyncio.create_task(grandmother.sends(f"{case}/submission", **sent))
        assert await waiting_at_a_lock(state.pool, handing_in)
    assert "还没拍" in said(await handing_in)


async def test_changes_wait_for_a_submission_and_then_find_it_decided(resident: Any, worker: Any, house: Any) -> None:
    grandmother, case = await ready_case(resident, worker)
    await grandmother.goes(f"{case}/check")
    state = house.framework.state
    async with transaction(state.pool) as db:
        acting, id = await acting_for(db, case), UUID(case.rsplit("/", 1)[1])
        outcome = await submit.submit(db, state.services, acting, id, UUID(int=7), state.clock())
        assert outcome.approved
        profile = asyncio.create_task(profile_changes(state, acting))
        removal = asyncio.create_task(grandmother.sends(f"{case}/papers/id_card/removal", status=409))
        assert await waiting_at_a_lock(state.pool, profile, removal)
    await asyncio.gather(profile, removal)


async def test_two_submissions_of_one_person_wait_for_each_other(resident: Any, house: Any) -> None:
    """Otherwise neither sees the account that the other brings, and two changes of account wait side by side."""
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    one, other = [UUID((await grandmother.begins(code)).rsplit("/", 1)[1]) for code in (ALLOWANCE, "FT0520001")]
    state = house.framework.state
    async with transaction(state.pool) as db:
        person = await db.fetchval("select principal from cases where id = $1", one)
        await submission_store.hold_for_submission(db, id=one, principal=person)
        waits = asyncio.create_task(held(state, other, person))
        assert await waiting_at_a_lock(state.pool, waits)
    await waits


async def held(state: Any, case: UUID, person: UUID) -> None:
    async with transaction(state.pool) as db:
        await submission_store.hold_for_submission(db, id=case, principal=person)


async def profile_changes(state: Any, acting: Acting) -> None:
    """A register tells something new of this person."""
    async with transaction(state.pool) as db:
        await db.execute("update profile set facts = facts where person = $1", acting.principal)


async def test_an_event_id_counts_for_its_own_case_only(resident: Any, worker: Any) -> None:
    grandmother, case = await ready_case(resident, worker)
    text = await grandmother.goes(f"{case}/check")
    event = re.search(r'name="event" value="([^"]+)"', text)
    assert event
    await grandmother.sends(f"{case}/submission", event=event[1], confirmed="yes")
    await grandmother.goes(f"/cases/new?service={ALLOWANCE}")
    other = await grandmother.begins(ALLOWANCE)
    assert other != case
    await fill_in(grandmother, other)
    await grandmother.photographs(other, "id_card", pictures.id_card_front(people.GRANDMOTHER))
    await worker.works()
    for page in (f"{other}/check", other):  # the second time it is the same submission
        await grandmother.goes(page)
        outcome = said(await grandmother.sends(f"{other}/submission", event=event[1], confirmed="yes"))
        assert "已经收到" in outcome, outcome  # handed in; she has the allowance, so an officer looks


async def test_a_form_that_took_days_is_decided_on_what_registers_say_now(
    resident: Any, worker: Any, house: Any
) -> None:
    """That she is alive counts for a day: it is asked again at the submission, so that no officer has to."""
    grandmother, case = await ready_case(resident, worker)
    async with transaction(house.framework.state.pool) as db:
        acting = await acting_for(db, case)
        await db.execute(
            "update profile set facts = jsonb_set(facts, '{alive,0,as_of}', '\"2026-11-01T09:00:00Z\"') where person = $1",
            acting.principal,
        )
    assert "通过了" in said(await grandmother.hands_in(case))
