"""Freeze who is meant when a campaign begins: all at once in one short transaction, in parts, which then enter the ledger one by one.

Nobody joins later: the parts name the people. A worker killed between two parts leaves the others; the next one goes on with them.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from time import monotonic

from backend.campaigns.editorial import store
from backend.campaigns.editorial.history import move_by_machine, record_by_machine
from backend.campaigns.editorial.membership import places
from backend.campaigns.editorial.overlap import PlannedAudience, planned_audience
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.population.replica import PopulationReplica
from backend.population.table import Population
from backend.rules.population_impact import LEAST

PART = 2_000
"""People who enter the ledger in one transaction, well under a second."""


class NoLongerScheduled(Exception):
    """The campaign was moved while it was being frozen; nothing of it stays."""


async def start(transaction: Transaction, population: PopulationReplica, campaign: Campaign, now: datetime) -> bool:
    """Freeze who is meant, all or nothing; too few, and it is cancelled instead. Raises what the condition raises."""
    async with transaction() as db:
        audience = await planned_audience(db, campaign.content)
    found = await population.ask(partial(meant_places, audience=audience, now=now), patience=120)
    if len(found) < LEAST:
        await cancel_by_machine(transaction, campaign, "too_small", now)
        return False
    try:
        async with transaction() as db:
            await freeze_members(db, campaign, found, now)
            failpoint("campaign-frozen")
    except NoLongerScheduled:
        return False
    return True


async def freeze_members(db: Db, campaign: Campaign, found: Sequence[int], now: datetime) -> None:
    """Write down who stands at these places, and begin. Raises NoLongerScheduled."""
    members = await store.freeze_members(db, campaign=campaign.id, places=found, size=PART)
    if not members or not await store.begin_run(
        db, id=campaign.id, digest=campaign.digest, members=members, at=now, expires_at=expires_at(campaign.content)
    ):
        raise NoLongerScheduled
    await record_by_machine(db, campaign, "started", now)


async def enter_members(transaction: Transaction, campaign: Campaign, now: datetime, ends: float) -> bool:
    """Give part after part their rows of the ledger, until a moment of the monotonic clock; False where some are left."""
    while monotonic() < ends:
        async with transaction() as db:
            if not await store.entering(db, campaign=campaign.id):
                return True
            entered = await enter_part(db, campaign, now)
            failpoint("campaign-part")
        if not entered:
            await asyncio.sleep(0.05)  # another worker has the last part
    return False


async def enter_part(db: Db, campaign: Campaign, now: datetime) -> int:
    """Give the people of one part their rows; returns how many."""
    content = campaign.content
    return await store.enter_part(
        db, campaign=campaign.id, kind=content.owed_kind, topic=content.topic, until=content.expires_on, sms=content.sms, at=now,
        expires_at=expires_at(content), seed=campaign.seed, other_seed=campaign.seed + 1, held_out=content.held_out,
    )  # fmt: skip


def meant_places(population: Population, audience: PlannedAudience, now: datetime) -> list[int]:
    """The places of those who are meant today."""
    return places(audience.bits(population, local_date(now)))


def expires_at(content: CampaignContent) -> datetime:
    """The midnight after the last day."""
    assert content.expires_on is not None
    return datetime.combine(content.expires_on + timedelta(days=1), time(), SHANGHAI)


async def cancel_by_machine(transaction: Transaction, campaign: Campaign, reason: str, now: datetime) -> None:
    """Stop a campaign that can't begin."""
    async with transaction() as db:
        found = await store.campaign_for_change(db, id=campaign.id)
        if found.state == "scheduled":
            await move_by_machine(db, found, "cancelled", now, reason)
