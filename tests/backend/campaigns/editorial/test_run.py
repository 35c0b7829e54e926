"""Whatever happens while a campaign runs, everybody is accounted for and nobody is told twice."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID

import msgspec
import pytest

from backend.campaigns.editorial import editing, editor_actions, freeze_audience, results, run, store
from backend.campaigns.editorial.overlap import planned_audience
from backend.campaigns.editorial.problems import AudienceMeansOther, CampaignObstructed, HoldOutTooSmall
from backend.campaigns.editorial.types import CampaignContent
from backend.campaigns.pace import Pace
from backend.registers.attributes import attributes
from backend.residents.separation import AnotherPersonNeeded
from tests.conftest import NOW
from tests.support.campaign_season import CONTENT, SHOWN, Season
from tests.support.campaigning import people_arrive
from tests.support.editing import CHENG, MENG


@pytest.fixture
async def season(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(run, "BATCH", 7)
    monkeypatch.setattr(
        editor_actions, "LEAST", 2
    )  # people of a hold-out: an audience of sixty shows as much as one of a thousand
    yield Season(house.framework.state, seed=5)
    await house.framework.state.population.close()


async def test_everybody_is_accounted_for(season: Season) -> None:
    await season.begins(60)
    await season.draws(held_out=5, closed=3)
    for _ in range(2):
        await season.batch()
    for _ in range(6):
        await season.day()
        await season.balances()
    await season.ends(NOW + timedelta(days=8))
    ended = await season.balances()
    assert not ended["deferred"]
    assert ended["delivered"] >= 2 * 7 - 5 - 3
    assert ended["held_out"] == 5
    assert ended["suppressed"] >= 3


@pytest.mark.nightly("properties")
async def test_thousands_are_accounted_for(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 50)
    await season.begins(2000)
    for _ in range(20):
        await season.day()
        await season.balances()
    await season.ends(NOW + timedelta(days=40))
    assert not (await season.balances())["deferred"]


async def test_it_pauses_itself_when_people_switch_it_off(season: Season) -> None:
    await season.begins(150, msgspec.structs.replace(CONTENT, held_out=0))
    for _ in range(16):
        await season.batch()
    told = (await season.balances())["delivered"]
    assert told > 100
    async with season.transaction() as db:
        await db.execute(
            "insert into message_choice (person, off, changed_at) select person, '{news}', $1 from owed_message"
            " where state = 'delivered' limit 5", NOW + timedelta(minutes=1),
        )  # fmt: skip
        campaign = await store.campaign(db, id=season.id)
        later = NOW + timedelta(minutes=2)
        assert await run.one_batch(db, season.state.services, campaign, later, Pace(), tally=True) is None
        assert (await store.campaign(db, id=season.id)).state == "paused"
        [newest, *_] = await store.events(db, campaign=season.id, most=5)
    assert (newest.act, newest.says) == ("stopped_itself", "opt_outs")


async def test_a_large_audience_enters_part_by_part(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze_audience, "PART", 20)
    campaign = await season.scheduled(90)
    assert await freeze_audience.start(season.transaction, season.state.population, campaign, NOW)
    campaign = await season.campaign()
    assert campaign.members
    await season.enters_a_part(campaign)
    with suppress(ZeroDivisionError):
        async with season.transaction() as db:
            await freeze_audience.enter_part(db, campaign, NOW)
            raise ZeroDivisionError  # the worker dies
    async with season.transaction() as db:
        found = await results.results_of(db, campaign, SHOWN)
        assert (await db.fetchval(ROWS, season.id), found.balanced, found.gone) == (20, True, 0)
        assert found.ends["deferred"] == found.eligible
        left = await db.fetchval(
            "select persons[1] from campaign_part where campaign = $1 order by part limit 1", season.id
        )
        await db.execute("update person set closed_at = $2 where id = $1", left, NOW)
        await people_arrive(db, NOW, people=30, carers=0)
    async with season.state.pool.acquire() as db:
        await season.state.population.look(db)
    assert await freeze_audience.enter_members(season.transaction, campaign, NOW, monotonic() + 30)
    async with season.transaction() as db:
        assert await db.fetchval(ROWS, season.id) == campaign.members - 1, "nobody joins, who left has no row"
        assert (await results.results_of(db, campaign, SHOWN)).balanced


async def test_a_stop_while_people_enter_leaves_nobody(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze_audience, "PART", 20)
    campaign = await season.scheduled(90)
    assert await freeze_audience.start(season.transaction, season.state.population, campaign, NOW)
    await season.enters_a_part(campaign)
    async with season.transaction() as db:
        await editor_actions.cancel(db, season.id, "课满了，不用再告诉别人", MENG, NOW)
    await season.ends(NOW)
    async with season.transaction() as db:
        ended = await db.fetchrow(
            "select count(*), min(reason), max(reason) from owed_message where campaign = $1", season.id
        )
    assert tuple(ended) == ((await season.campaign()).members, "stopped", "stopped")


async def test_what_was_approved_means_something_else(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    await season.begins(60, msgspec.structs.replace(CONTENT, held_out=0))
    await season.batch()
    before, age = await season.balances(), attributes()["age"]
    monkeypatch.setitem(attributes(), "age", msgspec.structs.replace(age, question="几岁？"))
    await season.batch()
    assert await season.looks() == "running", "how residents are asked changes nothing"
    monkeypatch.setitem(attributes(), "age", msgspec.structs.replace(age, label="虚岁"))
    assert await season.looks() == "paused meaning"
    async with season.transaction() as db:
        with pytest.raises(AnotherPersonNeeded):
            await editor_actions.resume(db, season.state.catalogue, season.id, MENG, NOW)
    async with season.transaction() as db:
        await editor_actions.resume(db, season.state.catalogue, season.id, CHENG, NOW)
    await season.batch()
    assert await season.looks() == "running"
    monkeypatch.delitem(attributes(), "age")
    assert await season.looks() == "paused condition"
    async with season.transaction() as db:
        with pytest.raises(CampaignObstructed):
            await editor_actions.resume(db, season.state.catalogue, season.id, CHENG, NOW)
    monkeypatch.setitem(attributes(), "age", msgspec.structs.replace(age, label="虚岁"))
    async with season.transaction() as db:
        await editor_actions.resume(db, season.state.catalogue, season.id, CHENG, NOW)
    catalogue = season.state.services.catalogue
    monkeypatch.setattr(catalogue, "in_force", {k: v for k, v in catalogue.in_force.items() if k != "FT0205001"})
    assert await season.looks() == "paused no_service"
    after = await season.balances()
    assert after["delivered"] > before["delivered"]
    assert after["failed"] == 0


async def test_a_campaign_whose_words_changed_does_not_begin(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    await season.scheduled(60)
    monkeypatch.setitem(attributes(), "age", msgspec.structs.replace(attributes()["age"], label="虚岁"))
    assert await season.looks() == "scheduled"
    await season.ends(NOW)
    assert await season.looks() == "approved"
    async with season.transaction() as db:
        assert (await store.events(db, campaign=season.id, most=1))[0].says == "meaning"
        with pytest.raises(AudienceMeansOther):
            await editor_actions.schedule(db, season.state.catalogue, season.id, MENG, NOW)


async def test_two_audiences_that_differ_by_few_at_one_moment(season: Season) -> None:
    """Each looked at the other campaigns before the other one was among them."""
    await season.scheduled(100, msgspec.structs.replace(CONTENT, held_out=0))
    state, ids, ages = season.state, [], (60, 70)
    async with season.transaction() as db:
        await editor_actions.cancel(db, season.id, "先不办了，另写两份", MENG, NOW)
        found = [
            msgspec.structs.replace(CONTENT, held_out=0, condition=f'{{ attribute = "age", at_most = {age} }}')
            for age in ages
        ]
        ids = [await editing.begin(db, one, MENG, NOW) for one in found]
        counts = [
            await state.population.ask(
                partial(freeze_audience.meant_places, audience=await planned_audience(db, one), now=NOW)
            )
            for one in found
        ]
    assert 0 < len(counts[1]) - len(counts[0]) < 20

    async def propose(id: UUID, content: CampaignContent) -> None:
        async with season.transaction() as db:
            await editor_actions.propose(db, state.catalogue, state.population, id, content.digest(), MENG, NOW)

    ended = await asyncio.gather(*map(propose, ids, found), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["AudienceTooClose", "NoneType"]


async def test_a_hold_out_of_few_is_refused(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor_actions, "LEAST", 20)
    with pytest.raises(HoldOutTooSmall):
        await season.scheduled(60)


ROWS = "select count(*) from owed_message where campaign = $1"
