"""The same allowance applied for again and again, one after the other and at the same moment: one is granted."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend.materials.samples import cast_papers as pictures
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in
from tests.support.desk import desk


async def filled(someone: Any, worker: Any) -> str:
    """An application that only has to be handed in."""
    case: str = await someone.begins(ALLOWANCE)
    await fill_in(someone, case)
    await someone.photographs(case, "id_card", pictures.id_card_front(someone.member))
    await worker.works()
    return case


async def test_the_second_application_is_never_approved_by_the_machine(
    resident: Any, worker: Any, house: Any, db: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    assert "通过了" in said(await grandmother.hands_in(await filled(grandmother, worker)))
    outcome = said(await grandmother.hands_in(await filled(grandmother, worker)))
    assert "有工作人员接着看" in outcome
    case = grandmother.at
    assert "您已在领高龄老人津贴" in said(await grandmother.goes("/inbox"))
    async with desk(house, "o-1", "officer") as officer:
        assert "申请人在这里还有" in await officer.goes(f"/desk{case}")
        await officer.steps(case, "accepted")
        assert "同一种不能有两份" in await officer.approves(case, "材料齐全，可以再看", 409)
    assert await db.fetchval("select count(*) from receipt") == 1
    assert await db.fetchval("select count(*) from person_grant") == 1


async def test_two_submissions_at_the_same_moment_grant_once(
    resident: Any, worker: Any, house: Any, db: Any, monkeypatch: Any
) -> None:
    from backend.cases.submission import store as submission_store
    from backend.cases.submission import submit
    from backend.kit.db import transaction
    from backend.residents.types import Acting, FreshProof

    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    first = await filled(grandmother, worker)
    case = UUID(first.rsplit("/", 1)[-1])
    services, pool = house.framework.state.services, house.framework.state.pool
    async with transaction(pool) as own:
        person = await own.fetchval("select principal from cases where id = $1", case)
        await own.execute("update cases set state = 'in_correction' where id = $1", case)
    second = UUID((await filled(grandmother, worker)).rsplit("/", 1)[-1])
    read, readers = submission_store.for_submission, [0]

    async def blind(*args: Any, **given: Any) -> Any:
        """Neither sees the other in its first reading, as if both had read before either wrote: the index must hold."""
        found, readers[0] = await read(*args, **given), readers[0] + 1
        return msgspec.structs.replace(found, running=(), own=found.own if readers[0] > 2 else ())

    monkeypatch.setattr(submit.store, "for_submission", blind)

    async def hand_in(id: UUID) -> Any:
        async with transaction(pool) as own:
            return await submit.submit(
                own,
                services,
                Acting(person, person, proofs=(FreshProof(worker.bench.clock(), "sms"),)),
                id,
                uuid4(),
                worker.bench.clock(),
            )

    outcomes = await asyncio.gather(hand_in(case), hand_in(second))
    assert sorted(o.approved for o in outcomes) == [False, True]
    assert await db.fetchval("select count(*) from receipt") == 1
    assert await db.fetchval("select count(*) from person_grant") == 1
    assert await db.fetchval("select count(*) from notice where title like '%您已在领%'") == 1
