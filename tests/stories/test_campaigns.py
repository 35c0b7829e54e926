"""All carers in two streets: written, sent back, approved by another, begun, paused, resumed and stopped, with everybody accounted for."""

from typing import Any

import pytest

from backend.jobs import SCHEDULES
from backend.kit.db import transaction
from backend.settings import Settings
from tests.conftest import HeldClock, new_browser
from tests.support.campaigning import HERE, a_district, digest_on, ends, id_of, one_batch, writes
from tests.support.desk import desk
from tests.support.editing import CHENG, MENG, Editor

go_on = SCHEDULES["run-campaigns"].does


@pytest.fixture
async def state(house: Any, worker: Any, clock: Any) -> Any:
    """The house, whose population is looked at by the held clock."""
    yield house.framework.state
    await house.framework.state.population.close()


@pytest.fixture
def staff(house: Any, settings: Settings) -> Any:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work


async def test_all_carers_in_two_streets(house: Any, state: Any, staff: Any, worker: Any, clock: HeldClock) -> None:
    carers = await a_district(state)
    assert carers == 130
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    here = await writes(meng, held_out="5")
    page = await meng.goes(f"{here}/draft")
    assert "约130人" in page
    assert "检查过了，没有要改的" in page
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")

    review = await cheng.goes(f"{here}/review")
    for words in ("家门口的照护课开始报名", "在本站替家人办事的人", "会发到 约百分之", "这些人是编出来的"):
        assert words in review, words
    assert "审核由有发布权的人来做" in await meng.goes(f"{here}/review") or "您写过这次宣传" in said_of(meng)
    await cheng.presses(f"{here}/review/return", says="写明在哪里上课，什么时候报名。")
    assert "写明在哪里上课" in await meng.goes(here)
    await meng.goes(f"{here}/draft")
    await meng.presses(f"{here}/draft", title="园岭的照护课开始报名")
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    await cheng.goes(f"{here}/review")
    stale = "0" * 64
    await cheng.presses(f"{here}/review/approval", 409, digest=stale)
    await cheng.goes(f"{here}/review")
    await cheng.presses(f"{here}/review/approval")
    await meng.goes(here)
    await meng.presses(f"{here}/schedule")

    assert await state_of(state, here) == "scheduled"
    from backend.campaigns.editorial import run, store

    async with transaction(state.pool) as db:
        campaign = await store.campaign(db, id=id_of(here))
    assert await run.start(lambda: transaction(state.pool), state.population, campaign, clock())
    assert await ends(state, here) == {"deferred": 130}
    first = await one_batch(state, here, clock)
    await meng.goes(here)
    await meng.presses(f"{here}/pause")
    assert await one_batch(state, here, clock) is None
    await go_on(worker.bench)
    stood = await ends(state, here)
    assert stood["deferred"] == 80
    assert stood["delivered"] == first
    await cheng.goes(here)
    await cheng.presses(f"{here}/resumption")
    await one_batch(state, here, clock)
    await meng.goes(here)
    assert "请" in await meng.presses(f"{here}/end", 422, says="停")
    await meng.presses(f"{here}/end", says="课满了，不用再告诉别人")
    await go_on(worker.bench)
    stood = await ends(state, here)
    assert stood["suppressed stopped"] == 30
    assert sum(stood.values()) == 130
    async with transaction(state.pool) as db:
        inbox = await db.fetch("select person, title from notice where title like '%照护课%'")
    assert len(inbox) == len({row["person"] for row in inbox}) == stood["delivered"]
    async with desk(house, "o-1", "officer") as officer:
        await officer.goes(HERE, status=403)
    async with desk(house, "a-1", "auditor") as auditor:
        assert "这里只能看" in await auditor.goes(here)
    assert digest_on


def said_of(editor: Editor) -> str:
    """What stands on the page that is open."""
    return editor.page.text


async def state_of(state: Any, here: str) -> str:
    """Where a campaign stands."""
    async with transaction(state.pool) as db:
        return str(await db.fetchval("select state from campaign where id = $1", id_of(here)))


async def test_nineteen_are_too_few_and_a_small_difference_points_at_somebody(
    state: Any, staff: Any, clock: HeldClock
) -> None:
    await a_district(state, people=600, carers=19)
    meng = await staff(MENG)
    here = await writes(meng)
    assert "不到20人不能发" in await meng.goes(f"{here}/draft")
    await meng.goes(here)
    assert "符合的不到20人" in await meng.presses(f"{here}/proposal", 422)
    await meng.goes(f"{here}/draft")
    await meng.presses(f"{here}/draft", group="")
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    nearly = await writes(meng, group="", sentence="age:at_most", value="80")
    await meng.goes(nearly)
    assert "差不到20人" in await meng.presses(f"{nearly}/proposal", 422)
