"""Campaigns that run while watches are owed beside them: how long a pause and a stop take, and who is handled after the answer.

Run by `python -m bench.audience`.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
from msgspec import Struct

from backend.campaigns import owe
from backend.campaigns.editorial import editing, editor_actions, freeze_audience, run
from backend.campaigns.editorial import store as campaigns
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.cases.services import CaseServices
from backend.kit.db import Transaction, open_pool, transaction
from backend.residents.types import Staff
from bench.crowd import NOW, crowd, opened_services

CAMPAIGN = CampaignContent(
    name="b", purpose="b", condition='{ attribute = "age", at_least = 1 }', title="b", body="b", action="b", link="/services/FT0205001",
    begins_on=NOW.date(), expires_on=NOW.date() + timedelta(days=30),
)  # fmt: skip
EDITOR = Staff("editor-bench", "bench", frozenset({"editor", "publisher"}))
TIMES = 7
Steer = Callable[[asyncpg.Connection, Campaign], Awaitable[None]]


@asynccontextmanager
async def beside_owing(url: str, people: int) -> AsyncIterator[tuple[asyncpg.Pool, CaseServices]]:
    """A database in which watches are owed all the while."""
    pool = await open_pool(url, 6)
    async with pool.acquire() as db:
        services = await opened_services(db)
        await crowd(db, people)
    async with at_work(owe.owe_due(partial(transaction, pool), services, NOW)) as owing_beside:
        yield pool, services
        if owing_beside.done():
            print("nobody was owed any more at the end: ask with more --owed")
    await pool.close()


@asynccontextmanager
async def at_work(work: Coroutine[Any, Any, Any]) -> AsyncIterator[asyncio.Task[Any]]:
    """Let something run beside, and end it."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def pausing(url: str, people: int) -> None:
    """One campaign, paused and resumed."""
    async with beside_owing(url, people) as (pool, services):
        async with pool.acquire() as db:
            campaign = await running_campaign(db)
        answers = []
        async with at_work(told_again(partial(transaction, pool), services, campaign)):
            for _ in range(TIMES):
                answers.append(await answered(pool, campaign, pause))
                async with transaction(pool) as db:
                    await editor_actions.resume(db, services.catalogue, campaign.id, EDITOR, NOW)
        report("pausing", answers)


async def stopping(url: str, people: int) -> None:
    """Campaigns, one after the other, each stopped in the middle."""
    async with beside_owing(url, people) as (pool, services):
        async with pool.acquire() as db:
            campaigns_there = [await running_campaign(db, share) for share in range(TIMES)]
        answers = []
        for campaign in campaigns_there:
            async with at_work(told_again(partial(transaction, pool), services, campaign)):
                answers.append(await answered(pool, campaign, stop))
        report("stopping", answers)


async def pause(db: asyncpg.Connection, campaign: Campaign) -> None:
    """Pause it."""
    await editor_actions.pause(db, campaign.id, EDITOR, NOW)


async def stop(db: asyncpg.Connection, campaign: Campaign) -> None:
    """Stop it for good."""
    await editor_actions.cancel(db, campaign.id, "b" * 20, EDITOR, NOW)


class Answer(Struct, frozen=True):
    """How long an act took in seconds; how many people were handled before it, after its answer, and how many still waited."""

    seconds: float
    before: int
    late: int
    waiting: int


async def answered(pool: asyncpg.Pool, campaign: Campaign, steer: Steer) -> Answer:
    """Let it run a while, act, and look whether anybody is handled after the answer."""
    await asyncio.sleep(0.3)
    began = time.perf_counter()
    async with transaction(pool) as db:
        await steer(db, campaign)
    seconds = time.perf_counter() - began
    before = await pool.fetchval(HANDLED, campaign.id)
    await asyncio.sleep(0.1)
    after, waiting = await pool.fetchval(HANDLED, campaign.id), await pool.fetchval(WAITING, campaign.id)
    return Answer(seconds, before, after - before, waiting)


def report(what: str, answers: list[Answer]) -> None:
    """One line."""
    times = [one.seconds * 1000 for one in answers]
    print(
        f"{what} a campaign beside owing: median {statistics.median(times):,.0f} ms, longest {max(times):,.0f} ms of {len(times)} (limit 1,000), "
        f"{sum(one.late for one in answers)} handled after an answer; handled before it {min(one.before for one in answers):,} at least, "
        f"still waiting {min(one.waiting for one in answers):,} at least"
    )


HANDLED = "select count(*) from owed_message where campaign = $1 and state <> 'deferred'"
WAITING = "select count(*) from owed_message where campaign = $1 and state = 'deferred'"


async def running_campaign(db: asyncpg.Connection, share: int | None = None) -> Campaign:
    """A campaign to everybody, or to one of `TIMES` equal shares, frozen and running."""
    id = await editing.begin(db, CAMPAIGN, EDITOR, NOW)
    await db.execute(
        "update campaign set state = 'running', approver = 'another', members = 0, started_at = $2, expires_at = $3 where id = $1",
        id, NOW, freeze_audience.expires_at(CAMPAIGN),
    )  # fmt: skip
    campaign = await campaigns.campaign(db, id=id)
    places = [row["place"] for row in await db.fetch("select place from population order by place")]
    if share is not None:
        places = places[share::TIMES]  # whoever was just told by one campaign waits before another may tell them
    await campaigns.freeze_members(db, campaign=id, places=places, size=freeze_audience.PART)
    await freeze_audience.enter_members(partial(same, db), campaign, NOW, time.monotonic() + 600)
    return campaign


@asynccontextmanager
async def same(db: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A transaction on a connection that is there already."""
    async with db.transaction():
        yield db


async def told_again(short: Transaction, services: CaseServices, campaign: Campaign) -> None:
    """The worker, which looks again at once."""
    while True:
        await run.tell_all(short, services, campaign, lambda: NOW, time.monotonic() + run.ROUND)
        await asyncio.sleep(0.01)
