"""A campaign that runs while people change their minds, the worker dies and an editor pauses it; everybody is counted after each day."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from backend.campaigns.editorial import editing, editor_actions, freeze_audience, results, run, store
from backend.campaigns.editorial.results import ENDS
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.campaigns.pace import Pace
from backend.campaigns.service import DEFAULT, choose
from backend.kit.db import transaction
from backend.population.disclosure_control import DisclosureRule
from tests.conftest import NOW
from tests.support.campaigning import frozen, people_arrive
from tests.support.editing import CHENG, MENG

SHOWN = DisclosureRule(b"key")
CONTENT = CampaignContent(
    name="照护课", purpose="让照顾家人的人知道", condition='{ attribute = "age", at_most = 99 }', title="家门口的照护课开始报名",
    body="周末两小时，学会扶人起身和翻身。不收费。", action="看看怎么报名", link="/services/FT0205001", begins_on=NOW.date(),
    expires_on=NOW.date() + timedelta(days=6), held_out=10,
)  # fmt: skip


class Season:
    """A campaign that runs while people change their minds and the worker dies."""

    def __init__(self, state: Any, seed: int) -> None:
        self.state, self.draw, self.now = state, random.Random(seed), NOW
        self.id: UUID

    def transaction(self) -> Any:
        return transaction(self.state.pool)

    async def begins(self, people: int, content: CampaignContent = CONTENT) -> None:
        """Written, approved, planned and frozen."""
        await frozen(self.state, await self.scheduled(people, content), NOW)
        async with self.transaction() as db:
            rows = await db.fetch("select person from owed_message where campaign = $1 order by person", self.id)
        self.people = [row["person"] for row in rows]

    async def scheduled(self, people: int, content: CampaignContent = CONTENT) -> Campaign:
        """Written, approved and planned."""
        state = self.state
        async with self.transaction() as db:
            await people_arrive(db, NOW, people=people, carers=0)
        async with state.pool.acquire() as db:
            await state.population.look(db)
        async with self.transaction() as db:
            self.id = await editing.begin(db, content, MENG, NOW)
            await editor_actions.propose(db, state.catalogue, state.population, self.id, content.digest(), MENG, NOW)
            await editor_actions.approve(db, state.catalogue, state.population, self.id, content.digest(), CHENG, NOW)
            await editor_actions.schedule(db, state.catalogue, self.id, MENG, NOW)
        return await self.campaign()

    async def draws(self, held_out: int, closed: int) -> None:
        """What the lot and life would do: of those whose turn comes first, some are held out, some have closed their account."""
        async with self.transaction() as db:
            rows = await db.fetch("select id, person from owed_message where campaign = $1 order by turn, id", self.id)
            await db.execute(
                "update owed_message set held_out = id = any($2) where campaign = $1",
                self.id,
                [one["id"] for one in rows[:held_out]],
            )
            first = [one["person"] for one in rows[held_out : held_out + closed]]
            await db.execute("update person set closed_at = $2 where id = any($1)", first, self.now)

    async def campaign(self) -> Campaign:
        """As it stands."""
        async with self.transaction() as db:
            return await store.campaign(db, id=self.id)

    async def looks(self) -> str:
        """Where it stands after the worker looked whether anything is in the way, with the reason of a pause."""
        async with self.transaction() as db:
            await run.one_batch(
                db, self.state.services, await store.campaign(db, id=self.id), self.now, Pace(), tally=True
            )
            [newest] = await store.events(db, campaign=self.id, most=1)
        return f"{(await self.campaign()).state} {newest.says if newest.act == 'stopped_itself' else ''}".strip()

    async def enters_a_part(self, campaign: Campaign) -> None:
        """One part enters the ledger."""
        async with self.transaction() as db:
            await freeze_audience.enter_part(db, campaign, NOW)

    async def day(self) -> None:
        """Some change their minds, move or leave; the worker goes on, sometimes dying; an editor pauses."""
        async with self.transaction() as db:
            for person in self.draw.sample(self.people, 6):
                off = self.draw.choice(([], ["news"]))
                chosen = msgspec.structs.replace(DEFAULT, off=off)
                await choose(db, person, chosen, self.now, wanted=self.draw.random() < 0.7)
            born = [{"value": "1900-01-01", "source": "population", "as_of": NOW.isoformat()}]
            await db.execute(
                "update profile set facts = facts || $2 where person = $1",
                self.draw.choice(self.people),
                {"birth_date": born},
            )
            await db.execute("update person set closed_at = $2 where id = $1", self.draw.choice(self.people), self.now)
        if self.draw.random() < 0.5:
            await self.dies()
        for _ in range(self.draw.randrange(4)):
            await self.batch()
        await self.pauses_and_goes_on()
        self.now += timedelta(hours=self.draw.randrange(3, 30))

    async def batch(self) -> None:
        async with self.transaction() as db:
            campaign = await store.campaign(db, id=self.id)
            await run.one_batch(db, self.state.services, campaign, self.now, Pace(), tally=False)

    async def dies(self) -> None:
        """The worker dies before its transaction is over: nothing of it is there."""
        with suppress(ZeroDivisionError):
            async with self.transaction() as db:
                campaign = await store.campaign(db, id=self.id)
                await run.one_batch(db, self.state.services, campaign, self.now, Pace(), tally=False)
                raise ZeroDivisionError

    async def pauses_and_goes_on(self) -> None:
        with suppress(editor_actions.flow.CampaignMovedOn):
            async with self.transaction() as db:
                await editor_actions.pause(db, self.id, MENG, self.now)
            before = await self.balances()
            await self.batch()
            assert await self.balances() == before
            async with self.transaction() as db:
                await editor_actions.resume(db, self.state.catalogue, self.id, CHENG, self.now)

    async def ends(self, at: datetime) -> None:
        """The last day is over."""
        await run.run_all(self.transaction, self.state.services, self.state.population, lambda: at)

    async def balances(self) -> dict[str, int]:
        """How many ended how; they are as many as were frozen, and as many have a message as the ledger says."""
        async with self.transaction() as db:
            campaign = await store.campaign(db, id=self.id)
            rows = await store.member_counts(db, campaign=self.id)
            found = await results.results_of(db, campaign, SHOWN)
            inbox = await db.fetch("select person from notice where topic = 'personal'")
        ended = {end: sum(one.number for one in rows if one.state == end) for end in ENDS}
        assert sum(ended.values()) == campaign.members == len(self.people)
        assert len(inbox) == len({row["person"] for row in inbox}) == ended["delivered"]
        assert found.balanced
        return ended
