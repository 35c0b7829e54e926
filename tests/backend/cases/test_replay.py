"""Every stored decision comes out the same again, and a changed one is found."""

from typing import Any

import asyncpg
import pytest

from backend.cases.replay import replay
from backend.kit.crypto import BrokenSeal
from backend.materials.samples import of_the_cast
from tests import people
from tests.stories.test_senior_allowance import ALLOWANCE, fill_in


async def test_replay_is_byte_equal_and_notices_a_swap(resident: Any, worker: Any, settings: Any, admin_url: str) -> None:
    for member in (people.GRANDMOTHER, people.HUKOU_ELSEWHERE):
        someone = resident(member)
        await someone.signs_in()
        case = await someone.begins(ALLOWANCE)
        await fill_in(someone, case)
        await someone.photographs(case, "id_card", of_the_cast.id_card_front(member))
        await worker.works()
        await someone.hands_in(case)
    assert await replay(settings) == (2, [])
    db = await asyncpg.connect(admin_url)
    await db.execute("update decision d set result = o.result from decision o where o.id <> d.id")
    await db.close()
    with pytest.raises(BrokenSeal):  # sealed to its row: a result can't be moved to another decision
        await replay(settings)
