"""Run campaigns: the audience that was frozen at the start gets its message in small batches, in the order of the seed.

The cursor is the ledger itself: who waits, waits in their row. A worker killed anywhere leaves whole batches or nothing; the next one goes
on with the first row that waits. A batch holds the lock of its campaign, so no batch begins once a pause was answered.
"""

from datetime import datetime
from time import monotonic

from backend.campaigns.editorial import store
from backend.campaigns.editorial.freeze_audience import enter_members, start
from backend.campaigns.editorial.history import move_by_machine
from backend.campaigns.editorial.limits import limit_passed
from backend.campaigns.editorial.obstacles import obstacle
from backend.campaigns.editorial.send_batch import tell_members
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.campaigns.pace import Pace
from backend.campaigns.types import PURPOSE
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.clock import SHANGHAI, Clock
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.population.replica import PopulationReplica

BATCH = 50
"""People of one transaction: what a pause waits for."""
TALLY_EVERY = 20
"""Batches after which failures and opt-outs are counted again."""
PAGE = 5_000
"""People who are given one end in one transaction."""
ROUND = 50.0
"""Seconds after which the worker turns to other campaigns; the next round begins within a minute."""


async def run_all(transaction: Transaction, services: CaseServices, population: PopulationReplica, clock: Clock) -> int:
    """Let every campaign go on; returns how many people were told. Idempotent."""
    async with transaction() as db:
        at_work = await store.at_work(db)
    told = 0
    for campaign in at_work:
        try:
            told += await run_one(transaction, services, population, campaign, clock)
        except Exception as error:
            log.worry("campaigns.one_stays", campaign=str(campaign.id), error=type(error).__name__, exc_info=error)
    return told


async def run_one(
    transaction: Transaction, services: CaseServices, population: PopulationReplica, campaign: Campaign, clock: Clock
) -> int:
    """Begin, go on with, or close one campaign; returns how many people were told."""
    now, ends = clock(), monotonic() + ROUND
    if campaign.state == "scheduled" and not await begin(transaction, services, population, campaign, now):
        return 0
    if not await enter_members(transaction, campaign, now, ends):
        return 0
    if campaign.state == "cancelled":
        await close(transaction, campaign, "suppressed", "stopped", now)
    elif campaign.state in ("running", "paused") and campaign.expires_at and campaign.expires_at <= now:
        await close(transaction, campaign, "expired", "", now)
        await finish(transaction, campaign, now)
    elif campaign.state != "paused":
        return await tell_all(transaction, services, campaign, clock, ends)
    return 0


async def begin(
    transaction: Transaction, services: CaseServices, population: PopulationReplica, campaign: Campaign, now: datetime
) -> bool:
    """Freeze who is meant once it is time; where something stands in the way of it, it isn't scheduled any more. Did it begin?"""
    if not is_time(campaign.content, now):
        return False
    if obstacle(campaign, services.catalogue) is None:
        return await start(transaction, population, campaign, now)
    async with transaction() as db:
        found = await store.campaign_for_change(db, id=campaign.id)
        against = obstacle(found, services.catalogue)
        if found.state == "scheduled" and against:
            await move_by_machine(db, found, "unscheduled", now, against)
    return False


def is_time(content: CampaignContent, now: datetime) -> bool:
    """Has its day come, and is it within its hours?"""
    here = now.astimezone(SHANGHAI)
    begun = content.begins_on is not None and content.begins_on <= here.date()
    return begun and content.from_hour <= here.hour < content.until_hour


async def tell_all(
    transaction: Transaction, services: CaseServices, campaign: Campaign, clock: Clock, ends: float
) -> int:
    """Tell batch after batch until nobody is due, the campaign stands still, or the round is over."""
    told, batches, pace = 0, 0, Pace()
    while monotonic() < ends:
        async with transaction() as db:
            done = await one_batch(db, services, campaign, clock(), pace, tally=batches % TALLY_EVERY == 0)
            failpoint("campaign-batch")
        if done is None:
            break
        told, batches = told + done, batches + 1
        await pace.pause()
    failpoint("campaign-round")
    return told


async def one_batch(
    db: Db, services: CaseServices, campaign: Campaign, now: datetime, pace: Pace, *, tally: bool
) -> int | None:
    """Decide and tell some people; None where there is nothing to do now."""
    campaign = await store.campaign_for_change(db, id=campaign.id)
    if campaign.state != "running" or not is_time(campaign.content, now):
        return None
    if tally and await stops_itself(db, services, campaign, now):
        return None
    rows = await store.due_members(db, campaign=campaign.id, at=now, most=BATCH)
    if rows:
        return await tell_members(db, services, campaign, rows, now, pace)
    if not await store.waiting(db, campaign=campaign.id):
        await move_by_machine(db, campaign, "finished", now)
    else:
        await stops_itself(db, services, campaign, now)
    return None


async def stops_itself(db: Db, services: CaseServices, campaign: Campaign, now: datetime) -> bool:
    """Pause the campaign if a limit is passed, or if it isn't any more what was approved."""
    trouble = await store.trouble(db, campaign=campaign.id, purpose=PURPOSE)
    against = obstacle(campaign, services.catalogue) or limit_passed(trouble)
    if against is None:
        return False
    await move_by_machine(db, campaign, "stopped_itself", now, against)
    log.worry("campaigns.stopped_itself", campaign=str(campaign.id), reason=against)
    return True


async def close(transaction: Transaction, campaign: Campaign, state: str, reason: str, now: datetime) -> None:
    """Give everybody who still waits this end, page by page."""
    while True:
        async with transaction() as db:
            done = await store.close_members(db, campaign=campaign.id, state=state, reason=reason, at=now, most=PAGE)
        if not done:
            return


async def finish(transaction: Transaction, campaign: Campaign, now: datetime) -> None:
    """End a campaign whose last day is over."""
    async with transaction() as db:
        found = await store.campaign_for_change(db, id=campaign.id)
        if found.state in ("running", "paused"):
            await move_by_machine(db, found, "finished", now)
