"""A changed rule is tried on running cases, open drafts and past decisions, in counts; none of them changes."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from backend.cases.rule_replay import run, store
from backend.settings import Settings
from tests import people
from tests.conftest import new_browser
from tests.support.allowance import handed_in
from tests.support.editing import MENG, Editor

CODE = "FT0205001"
HERE, RULE = f"/studio/services/{CODE}", f"/studio/services/{CODE}/rule"


@pytest.fixture
def staff(house: Any, settings: Settings) -> Any:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work


async def kept_of(admin_url: str, case: str) -> Any:
    """What a case has of its own: version, state, sealed inputs of its decisions."""
    db = await asyncpg.connect(admin_url)
    found = await db.fetch(
        "select c.service_version, c.state, d.inputs from cases c left join decision d on d.case_id = c.id where c.id = $1",
        UUID(case.rpartition("/")[2]),
    )
    await db.close()
    return found


async def test_a_changed_rule_is_tried_on_what_was_applied_for(
    house: Any, staff: Any, resident: Any, worker: Any, admin_url: str
) -> None:  # fmt: skip
    await handed_in(resident(people.GRANDMOTHER), worker)
    running = await handed_in(resident(people.HUKOU_ELSEWHERE), worker)
    begun = resident(people.NINETY_TWO)
    await begun.signs_in()
    await begun.begins(CODE)
    before = await kept_of(admin_url, running)
    meng = await staff(MENG)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(RULE)
    meng.fills(RULE, "第3档金额", "330")
    await meng.presses(RULE)
    text = await meng.presses(f"{RULE}/replay")
    assert "正在算，已经算了0%" in text, text
    await worker.works()
    text = await meng.goes(f"{RULE}/replay")
    assert "正在算" not in text
    assert "还没提交的申请涉及的人不足20人，不显示" in "".join(text.split()), text
    assert "正在办的件涉及的人不足20人，不显示" in "".join(text.split()), text
    assert people.HUKOU_ELSEWHERE.name not in text, "no editor sees a resident"
    assert running.rpartition("/")[2] not in meng.page.text, "nor a case"
    told = (await meng.browser.get(f"/api/studio/services/{CODE}/draft/rule/replay")).json()
    assert (told["state"], told["percent"]) == ("done", 100)
    assert {one["group"]: (one["kind"], one["count"]) for one in told["counts"]} == {
        "running": (None, None), "drafts": (None, None), "past": (None, None),
    }  # fmt: skip
    await meng.goes(RULE)
    meng.fills(RULE, "第3档金额", "340")
    await meng.presses(RULE)
    assert "规则后来又改过" in await meng.goes(f"{RULE}/replay")
    db = await asyncpg.connect(admin_url)
    kept = await db.fetchrow("select id, done, total, asked_at from rule_replay")
    await db.close()
    assert (kept["done"], kept["total"]) == (3, 3)
    assert await kept_of(admin_url, running) == before, (
        "a running case keeps its version, its state and what was decided on"
    )
    assert not await run.run(worker.bench.transaction, worker.bench.services, kept["id"], worker.bench.clock), (
        "only once"
    )
    async with worker.bench.transaction() as db:
        trial = await store.latest(db, code=CODE)
    assert trial
    tally = run.Tally()
    rules = run.comparison(worker.bench.services, trial, worker.bench.clock())
    async for _ in run.submitted(worker.bench.transaction, worker.bench.services, trial, rules, tally):
        pass
    found = {group: {kind: one.cases for kind, one in kinds.items()} for group, kinds in tally.kinds.items()}
    assert (found["past"], found["running"]) == ({"more": 1}, {"same": 1}), "300 became 330; a person decides as before"
    async with worker.bench.transaction() as db:
        [counted] = await store.counts_by_state(db, at=worker.bench.clock(), since=kept["asked_at"])
    assert (counted.state, counted.number, counted.oldest_seconds) == ("done", 1, 0)
