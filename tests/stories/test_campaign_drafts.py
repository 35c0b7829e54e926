"""Drafts of campaigns that several people write in: nothing that was typed is lost."""

from typing import Any

import pytest

from backend.campaigns.editorial import counting
from backend.registers.attributes import attributes
from tests.conftest import HeldClock
from tests.journey import TOKEN, said
from tests.support.campaigning import STREETS, a_district, campaign_at, id_of, staff, writes
from tests.support.editing import CHENG, HAN, MENG, Editor

__all__ = ["staff"]  # the fixture


async def test_two_editors_save_one_draft(state: Any, staff: Any) -> None:
    meng, han = await staff(MENG), await staff(HAN)
    draft = f"{await writes(meng)}/draft"
    await meng.goes(draft)
    await han.goes(draft)
    await meng.presses(draft, title="孟写的标题")
    page = await han.presses(draft, body="韩写的正文。")
    assert "另一个人刚才改的别的地方也留着" in page
    assert dict(han.inputs(draft).values)["title"] == "孟写的标题"

    await meng.goes(draft)
    await han.goes(draft)
    await meng.presses(draft, title="孟再写的", action="孟的按钮", streets=list(STREETS[:1]))
    page = await han.presses(draft, 409, title="韩写的标题", purpose="韩写的目的", streets=list(STREETS[1:]))
    for words in (
        "有2处，另一个人刚才也改了",
        "对方写的 孟再写的 您写的 韩写的标题",
        "对方写的 福田街道 您写的 莲花街道",
    ):
        assert words in page, words
    typed = dict(han.inputs(draft).values)
    assert (typed["title"], typed["purpose"], typed["action"]) == ("韩写的标题", "韩写的目的", "孟的按钮")
    await meng.goes(draft)
    assert dict(meng.inputs(draft).values)["title"] == "孟再写的", "what is saved stays until somebody decides"
    await han.presses(draft)
    await meng.goes(draft)
    decided = dict(meng.inputs(draft).values)
    assert (decided["title"], decided["purpose"], decided["streets"]) == ("韩写的标题", "韩写的目的", STREETS[1])


async def test_a_draft_is_sent_to_review_while_somebody_writes_in_it(state: Any, staff: Any) -> None:
    meng, han, cheng = await staff(MENG), await staff(HAN), await staff(CHENG, fresh=True)
    await a_district(state, people=300, carers=30)
    here = await writes(meng)
    draft = f"{here}/draft"
    await han.goes(draft)
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    page = await han.presses(draft, 409, title="韩写的标题", add="age:at_least")
    for words in ("孟雅琴刚才提交了审核", "现在的 家门口的照护课开始报名 您写的 韩写的标题", "什么都没有丢"):
        assert words in page, words
    assert "孟雅琴刚才提交了审核" in said((await looks_beside(han, draft)).text)
    assert (await campaign_at(state, here)).content.title == "家门口的照护课开始报名"
    page = await han.presses(draft, 409)
    assert dict(han.inputs(draft).values)["title"] == "韩写的标题", "it is asked as often as somebody presses save"
    await han.presses(draft, take_back="yes")
    campaign = await campaign_at(state, here)
    assert (campaign.state, campaign.content.title) == ("draft", "韩写的标题")
    await cheng.goes(f"{here}/review")
    assert "现在不在等审核" in said(cheng.page.text)

    await meng.goes(draft)
    await meng.goes(here)
    await meng.presses(f"{here}/end", says="不办了，以后另写一次")
    page = await han.presses(draft, 409, title="又写了一次")
    for words in ("孟雅琴刚才停止了", "又写了一次", "现在不能再改内容"):
        assert words in page, words
    assert "又写了一次" in await han.presses(draft, 409, take_back="yes")
    assert (await campaign_at(state, here)).state == "cancelled"


async def test_a_condition_that_cannot_be_read_any_more_stays(
    state: Any, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it everybody would be meant."""
    meng = await staff(MENG)
    below_76 = {"c.0.attribute": "age", "c.0.compare": "at_most", "c.0.number": "75"}
    draft = f"{await writes(meng, **below_76)}/draft"
    written = (await campaign_at(state, draft.removesuffix("/draft"))).content.condition
    monkeypatch.delitem(attributes(), "age")
    assert "这些条件读不懂了" in await meng.goes(draft)
    await meng.presses(draft, title="改了标题")
    content = (await campaign_at(state, draft.removesuffix("/draft"))).content
    assert (content.title, content.condition) == ("改了标题", written)
    await meng.presses(draft, forget="yes")
    assert not (await campaign_at(state, draft.removesuffix("/draft"))).content.condition


async def looks_beside(editor: Editor, draft: str, **changes: Any) -> Any:
    """What the page shows beside the draft while somebody types."""
    token = TOKEN.search(editor.page.text)
    assert token
    sent = {**dict(editor.inputs(draft).values), **changes, "_token": token[1]}
    return await editor.browser.post(draft.removesuffix("draft") + "look", data=sent)


async def test_a_condition_that_cannot_be_read_is_shown_again_with_all_that_was_typed(state: Any, staff: Any) -> None:
    meng = await staff(MENG)
    draft = f"{await writes(meng)}/draft"
    await meng.presses(draft, act="add", add="age", title="给老人的课")
    await meng.presses(draft, 422)
    typed = dict(meng.inputs(draft).values)
    assert (typed["title"], typed["c.0.attribute"], "这里还空着" in meng.page.text) == ("给老人的课", "age", True)
    await meng.presses(draft, **{"c.0.compare": "at_least", "c.0.number": "70"})
    assert dict(meng.inputs(draft).values)["c.0.number"] == "70"
    assert "年龄满70周岁" in await meng.goes(draft.removesuffix("/draft"))


async def test_one_editor_counts_so_many_audiences_in_a_day(
    state: Any, staff: Any, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many rounded counts of overlapping audiences could be averaged out."""
    monkeypatch.setattr(counting, "MOST", 3)
    meng, han, cheng = await staff(MENG), await staff(HAN), await staff(CHENG, fresh=True)
    await a_district(state, people=300, carers=60)
    here = await writes(meng)  # the blank draft has no audience, the filled in one is the first
    draft, enough = f"{here}/draft", "今天已经看过3种人群的人数，到上限了"
    assert "约60人" in await meng.goes(draft)
    for streets in (STREETS[:1], STREETS[1:], STREETS):  # the same again is free
        assert enough not in said((await looks_beside(meng, draft, streets=list(streets))).text)
    page = said((await looks_beside(meng, draft, group="")).text)
    assert enough in page
    assert "都是哪些人" not in page
    assert enough in said((await looks_beside(meng, draft, within_days="9")).text)
    assert "约60人" in await meng.goes(draft)
    await meng.presses(draft, group="")
    assert enough in await meng.goes(f"{here}/review"), "nor by way of another page"
    await meng.goes(here)
    await meng.presses(f"{here}/proposal")
    assert enough in await meng.goes(f"{here}/review"), "nor by laying it before somebody"
    assert enough not in await cheng.goes(f"{here}/review"), "another person has their own"
    assert enough not in await han.goes(f"{here}/review")
    async with state.pool.acquire() as db:
        noted = await db.fetch("select actor, subject from audit where action = 'audience.counts_spent'")
    assert [tuple(one) for one in noted] == [(str(MENG.actor), f"campaign:{id_of(here)}")], "once a day"
    clock.pass_(days=1)
    assert enough not in await (await staff(MENG)).goes(f"{here}/review")
