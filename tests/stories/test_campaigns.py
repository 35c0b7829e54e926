"""All carers in two streets: written, sent back, approved by another, begun, paused, resumed and stopped, with everybody accounted for."""

import asyncio
import re
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from backend.campaigns import explain_message
from backend.campaigns.editorial import run
from backend.jobs import SCHEDULES
from backend.kit.db import transaction
from tests import people
from tests.conftest import HeldClock
from tests.journey import TOKEN, said
from tests.support.campaigning import (
    HERE,
    a_carer,
    a_district,
    begun,
    campaign_at,
    ends,
    id_of,
    one_batch,
    staff,
    state_of,
    told_twice,
    writes,
)
from tests.support.desk import desk
from tests.support.editing import CHENG, MENG, Editor

__all__ = ["staff"]  # the fixture


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch is twenty people."""
    monkeypatch.setattr(run, "BATCH", 20)


go_on = SCHEDULES["run-campaigns"].does


async def test_all_carers_in_two_streets(
    house: Any, state: Any, staff: Any, worker: Any, clock: HeldClock, resident: Any
) -> None:
    await a_carer(state, people.NOT_QUITE_SEVENTY)
    assert await a_district(state, people=600, carers=59) == 59
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    here = await writes(meng)
    page = await meng.goes(f"{here}/draft")
    assert "约60人" in page
    assert "检查过了，没有要改的" in page
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    review = await cheng.goes(f"{here}/review")
    for words in ("家门口的照护课开始报名", "在本站替家人办事的人", "会发到 约百分之100", "这些人是编出来的"):
        assert words in review, words
    assert "您写过这次宣传" in await meng.goes(f"{here}/review")
    await cheng.goes(f"{here}/review")
    await cheng.presses(f"{here}/review/return", says="写明在哪里上课，什么时候报名。")
    assert "写明在哪里上课" in await meng.goes(here)
    await meng.goes(f"{here}/draft")
    await meng.presses(f"{here}/draft", title="园岭的照护课开始报名")
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    await cheng.goes(f"{here}/review")
    await cheng.presses(f"{here}/review/approval", 409, digest="0" * 64)
    han = await staff(CHENG, fresh=True)
    await han.goes(f"{here}/review")
    await cheng.goes(f"{here}/review")
    await cheng.presses(f"{here}/review/approval")
    await han.presses(f"{here}/review/approval", 409)  # a second publisher, a moment later
    await meng.goes(here)
    await meng.presses(f"{here}/schedule")

    await begun(state, here, clock)
    assert await ends(state, here) == {"deferred": 60}
    assert await one_batch(state, here, clock) == 20
    await meng.goes(here)
    await meng.presses(f"{here}/pause")
    assert await one_batch(state, here, clock) is None
    await go_on(worker.bench)
    assert await ends(state, here) == {"deferred": 40, "delivered": 20}
    await cheng.goes(here)
    await cheng.presses(f"{here}/resumption")
    await one_batch(state, here, clock)
    await meng.goes(here)
    await meng.presses(f"{here}/end", 422, says="停")
    await meng.presses(f"{here}/end", says="课满了，不用再告诉别人")
    await go_on(worker.bench)
    assert await ends(state, here) == {"delivered": 40, "suppressed stopped": 20}
    assert await told_twice(state, here) == 0
    results = await meng.goes(f"{here}/results")
    for words in ("账是平的", "发到了 40", "宣传被停下了 20"):
        assert words in results, words
    assert "suppressed,stopped,20" in (await meng.browser.get(f"{here}/results.csv")).text
    api = f"/api{here}"
    read = (await meng.browser.get(api)).json()
    assert (read["state"], read["content"]["title"]) == ("cancelled", "园岭的照护课开始报名")
    acts = [one["act"] for one in read["events"]]
    assert acts[::-1] == [
        "edited", "edited", "proposed", "sent_back", "edited", "proposed", "approved", "scheduled", "started", "paused", "resumed",
        "cancelled",
    ]  # fmt: skip
    counts = (await meng.browser.get(f"{api}/results")).json()
    assert (counts["balanced"], counts["ends"]["delivered"], counts["reasons"]) == (True, 40, {"stopped": 20})
    assert any(one["id"] == read["id"] for one in (await meng.browser.get("/api/studio/campaigns")).json())
    async with desk(house, "o-1", "officer") as officer:
        await officer.goes(HERE, status=403)
    async with desk(house, "a-1", "auditor") as auditor:
        assert "这里只能看" in await auditor.goes(here)


async def test_a_carer_reads_why_and_switches_it_off(
    state: Any, staff: Any, worker: Any, clock: HeldClock, resident: Any
) -> None:
    zhou = resident(people.NOT_QUITE_SEVENTY)
    await a_carer(state, people.NOT_QUITE_SEVENTY)
    await a_district(state, people=300, carers=30)
    meng, cheng = await staff(MENG), await staff(CHENG, fresh=True)
    here = await writes(meng)
    await meng.goes(here)
    assert "没有找到您自己的居民账号" in await meng.presses(f"{here}/trial", 422)
    number = state.vault.fingerprint("id_number", people.NOT_QUITE_SEVENTY.id_number).hex()
    known = await staff(replace(MENG, number_hash=number))
    await known.goes(here)
    assert "试发到您自己的消息里了" in await known.presses(f"{here}/trial")
    for who, form in ((meng, "proposal"), (cheng, "review/approval"), (meng, "schedule")):
        await who.goes(f"{here}/review" if who is cheng else here)
        await who.presses(f"{here}/{form}")
    await go_on(worker.bench)
    assert await state_of(state, here) == "finished"
    await zhou.signs_in("/inbox")
    assert "试发：家门口的照护课开始报名" in said(zhou.page.text)
    link = re.search(r'href="(/inbox/why/[0-9a-f-]{36})"[^>]*>家门口', zhou.page.text)
    assert link
    page = said(await zhou.goes(link[1]))
    for words in (
        "家门口的照护课开始报名",
        "看看怎么报名",
        "另一个人核对过",
        "看的是“现居住地”",
        "不再提醒“和您有关的消息”",
    ):
        assert words in page, words
    assert 'href="/services/FT0205001"' in zhou.page.text
    async with transaction(state.pool) as db:
        [again] = await explain_message.reproduce(db, state.services, UUID(link[1].rpartition("/")[2]))
    assert again.reproduced == "same"
    await zhou.sends(f"{link[1]}/topic", topic="news", on="")
    assert await told_twice(state, here) == 0


async def test_nineteen_are_too_few_and_a_small_difference_points_at_somebody(
    state: Any, staff: Any, clock: HeldClock
) -> None:
    await a_district(state, people=300, carers=19)
    meng = await staff(MENG)
    here = await writes(meng)
    assert "不到20人不能发" in await meng.goes(f"{here}/draft")
    await meng.goes(here)
    assert "符合的不到20人" in await meng.presses(f"{here}/proposal", 422)
    await meng.goes(f"{here}/draft")
    await meng.presses(f"{here}/draft", group="")
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    below_76 = {"c.0.attribute": "age", "c.0.compare": "at_most", "c.0.number": "75"}
    nearly = await writes(meng, group="", **below_76)
    await meng.goes(nearly)
    assert "差不到20人" in await meng.presses(f"{nearly}/proposal", 422)


async def test_two_publishers_at_one_moment(house: Any, state: Any, staff: Any) -> None:
    await a_district(state, people=300, carers=30)
    meng = await staff(MENG)
    here = await writes(meng)
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    publishers = [await staff(who, fresh=True) for who in (CHENG, replace(CHENG, subject="publisher-lu", name="陆宁"))]
    for one in publishers:
        await one.goes(f"{here}/review")
    async with transaction(state.pool) as db:
        await db.execute("select from campaign where id = $1 for no key update", id_of(here))
        both = asyncio.gather(*(approves(one, here) for one in publishers))
        await everybody_waits(state.pool, len(publishers))
    assert sorted(await both) == [200, 409]
    read = (await meng.browser.get(f"/api{here}")).json()
    assert [one["act"] for one in read["events"]] == ["approved", "proposed", "edited", "edited"]
    [first] = [one.staff for one in publishers if one.page.status_code == 200]
    assert read["events"][0]["staff_name"] == first.name
    assert (await campaign_at(state, here)).approver == first.signature


async def approves(publisher: Editor, here: str) -> int:
    """Press the button of the review that is open; returns the status of the answer."""
    form, token = f"{here}/review/approval", TOKEN.search(publisher.page.text)
    assert token
    sent = {**dict(publisher.inputs(form).values), "_token": token[1]}
    publisher.page = await publisher.browser.post(form, data=sent)
    return publisher.page.status_code


async def everybody_waits(pool: Any, number: int) -> None:
    """Wait until so many requests wait for a lock; asked anew outside of a transaction, which would see one moment only."""
    async with asyncio.timeout(20):
        while await pool.fetchval(WAITING) < number:
            await asyncio.sleep(0.01)


WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
