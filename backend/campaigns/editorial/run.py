"""Run campaigns: freeze who is meant when one begins, then tell them in small batches, in the order that the seed gives.

The cursor is the ledger itself: who waits, waits in their row. A worker killed anywhere leaves whole batches or nothing; the next one goes
on with the first row that waits. A batch holds the lock of its campaign, so no batch begins once a pause was answered.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from time import monotonic

from backend.campaigns.editorial import store
from backend.campaigns.editorial.history import record_by_machine
from backend.campaigns.editorial.limits import limit_passed
from backend.campaigns.editorial.membership import places
from backend.campaigns.editorial.overlap import PlannedAudience, planned_audience
from backend.campaigns.editorial.tell import tell_members
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.campaigns.types import PURPOSE
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.clock import SHANGHAI, Clock, local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.population.replica import PopulationReplica
from backend.population.table import Population
from backend.rules.population_impact import LEAST

BATCH = 50
"""People of one transaction: what a pause waits for."""
TALLY_EVERY = 20
"""Batches after which failures and opt-outs are counted again."""
PAGE = 20_000
ROUND = 50.0
"""Seconds after which the worker turns to other campaigns; the next round begins within a minute."""


class NoLongerScheduled(Exception):
    """The campaign was moved while it was being frozen; nothing of it stays."""


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
    now = clock()
    if campaign.state == "cancelled":
        await close(transaction, campaign, "suppressed", "stopped", now)
    elif campaign.state == "scheduled" and is_time(campaign.content, now):
        if not await start(transaction, population, campaign, now):
            return 0
        return await tell_all(transaction, services, campaign, clock)
    elif campaign.state in ("running", "paused") and campaign.expires_at and campaign.expires_at <= now:
        await close(transaction, campaign, "expired", "", now)
        await finish(transaction, campaign, now)
    elif campaign.state == "running":
        return await tell_all(transaction, services, campaign, clock)
    return 0


def is_time(content: CampaignContent, now: datetime) -> bool:
    """Has its day come, and is it within its hours?"""
    here = now.astimezone(SHANGHAI)
    begun = content.begins_on is not None and content.begins_on <= here.date()
    return begun and content.from_hour <= here.hour < content.until_hour


async def start(transaction: Transaction, population: PopulationReplica, campaign: Campaign, now: datetime) -> bool:
    """Freeze who is meant, all or nothing; too few, or an end that is over, and it is cancelled instead."""
    async with transaction() as db:
        audience = await planned_audience(db, campaign.content)
    found = await population.ask(partial(meant_places, audience=audience, now=now), patience=120)
    if len(found) < LEAST:
        await cancel_by_machine(transaction, campaign, "too_small", now)
        return False
    try:
        async with transaction() as db:
            members = await add_members(db, campaign, found, now)
            if not members or not await store.begin_run(
                db, id=campaign.id, digest=campaign.digest, members=members, at=now, expires_at=expires_at(campaign.content)
            ):  # fmt: skip
                raise NoLongerScheduled
            await record_by_machine(db, campaign, "started", now)
            failpoint("campaign-frozen")
    except NoLongerScheduled:
        return False
    return True


def meant_places(population: Population, audience: PlannedAudience, now: datetime) -> list[int]:
    """The places of those who are meant today."""
    return places(audience.bits(population, local_date(now)))


def expires_at(content: CampaignContent) -> datetime:
    """The midnight after the last day."""
    assert content.expires_on is not None
    return datetime.combine(content.expires_on + timedelta(days=1), time(), SHANGHAI)


async def add_members(db: Db, campaign: Campaign, found: Sequence[int], now: datetime) -> int:
    """Write a row for each; returns how many there are."""
    content, members = campaign.content, 0
    for first in range(0, len(found), PAGE):
        members += await store.add_members(
            db, campaign=campaign.id, places=found[first : first + PAGE], kind=content.owed_kind, topic=content.topic,
            until=content.expires_on, sms=content.sms, at=now, expires_at=expires_at(content), seed=campaign.seed,
            other_seed=campaign.seed + 1, held_out=content.held_out,
        )  # fmt: skip
    return members


async def tell_all(transaction: Transaction, services: CaseServices, campaign: Campaign, clock: Clock) -> int:
    """Tell batch after batch until nobody is due, the campaign stands still, or the round is over."""
    told, batches, ends = 0, 0, monotonic() + ROUND
    while monotonic() < ends:
        async with transaction() as db:
            done = await one_batch(db, services, campaign, clock(), tally=batches % TALLY_EVERY == 0)
            failpoint("campaign-batch")
        if done is None:
            break
        told, batches = told + done, batches + 1
    failpoint("campaign-round")
    return told


async def one_batch(db: Db, services: CaseServices, campaign: Campaign, now: datetime, *, tally: bool) -> int | None:
    """Decide and tell some people; None where there is nothing to do now."""
    campaign = await store.campaign_for_change(db, id=campaign.id)
    if campaign.state != "running" or not is_time(campaign.content, now):
        return None
    if tally and await stops_itself(db, campaign, now):
        return None
    rows = await store.due_members(db, campaign=campaign.id, at=now, most=BATCH)
    if rows:
        return await tell_members(db, services, campaign, rows, now)
    if not await store.waiting(db, campaign=campaign.id):
        await store.move(db, id=campaign.id, state="finished", approver=None, at=now)
        await record_by_machine(db, campaign, "finished", now)
    else:
        await stops_itself(db, campaign, now)
    return None


async def stops_itself(db: Db, campaign: Campaign, now: datetime) -> bool:
    """Pause the campaign if a limit is passed."""
    passed = limit_passed(await store.trouble(db, campaign=campaign.id, purpose=PURPOSE))
    if passed is None:
        return False
    await store.move(db, id=campaign.id, state="paused", approver=None, at=now)
    await record_by_machine(db, campaign, "stopped_itself", now, says=passed)
    log.worry("campaigns.stopped_itself", campaign=str(campaign.id), reason=passed)
    return True


async def close(transaction: Transaction, campaign: Campaign, state: str, reason: str, now: datetime) -> None:
    """Give everybody who still waits this end, page by page."""
    while True:
        async with transaction() as db:
            done = await store.close_members(
                db, campaign=campaign.id, state=state, reason=reason, at=now, most=PAGE // 4
            )
        if not done:
            return


async def finish(transaction: Transaction, campaign: Campaign, now: datetime) -> None:
    """End a campaign whose last day is over."""
    async with transaction() as db:
        found = await store.campaign_for_change(db, id=campaign.id)
        if found.state in ("running", "paused"):
            await store.move(db, id=found.id, state="finished", approver=None, at=now)
            await record_by_machine(db, found, "finished", now)


async def cancel_by_machine(transaction: Transaction, campaign: Campaign, reason: str, now: datetime) -> None:
    """Stop a campaign that can't begin."""
    async with transaction() as db:
        found = await store.campaign_for_change(db, id=campaign.id)
        if found.state == "scheduled":
            await store.move(db, id=found.id, state="cancelled", approver=None, at=now)
            await record_by_machine(db, found, "cancelled", now, says=reason)
