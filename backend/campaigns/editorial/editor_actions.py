"""Steer a campaign: lay it before a second person, approve or send it back, plan it, pause, go on, stop.

Each act locks the campaign. A batch of the worker holds the same lock, so a pause or a stop is answered when the batch on its way is
over, and none begins after the answer.
"""

from datetime import datetime
from uuid import UUID

from backend.campaigns.editorial import flow, store
from backend.campaigns.editorial.history import authorize, move
from backend.campaigns.editorial.jobs import RUN_CAMPAIGNS
from backend.campaigns.editorial.lint import check_content
from backend.campaigns.editorial.obstacles import meaning_of, obstacle
from backend.campaigns.editorial.overlap import check_audience
from backend.campaigns.editorial.problems import (
    AudienceMeansOther,
    CampaignChanged,
    CampaignNotReady,
    CampaignObstructed,
    HoldOutTooSmall,
)
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.catalogue.published import PublishedCatalogue
from backend.kit.clock import local_date
from backend.kit.jobs import NoArguments, enqueue
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.population.replica import PopulationReplica
from backend.residents.types import Staff
from backend.rules.population_impact import LEAST


async def propose(
    db: Db, catalogue: PublishedCatalogue, population: PopulationReplica, id: UUID, seen: str, staff: Staff, now: datetime
) -> int:  # fmt: skip
    """Lay a draft before a second person; returns the size of its audience.

    Raises CampaignMovedOn, CampaignChanged, CampaignNotReady, AudienceTooSmall, AudienceTooClose, StillLoading.
    """
    campaign = await locked(db, id, seen)
    flow.after(campaign.state, "proposed")
    size = await check_ready(db, catalogue, population, campaign, now)
    await authorize(db, staff, "campaign.proposed", id, now)
    await move(db, campaign, "proposed", staff, now)
    return size


async def check_ready(
    db: Db, catalogue: PublishedCatalogue, population: PopulationReplica, campaign: Campaign, now: datetime
) -> int:
    """The size of the audience of a campaign without faults. Raises CampaignNotReady, HoldOutTooSmall and what `check_audience` raises."""
    faults = [one for one in check_content(campaign.content, catalogue, local_date(now)) if not one.advice]
    if faults:
        raise CampaignNotReady(count=len(faults))
    size = await check_audience(db, population, campaign.id, campaign.content, now)
    if not holds_out_enough(campaign.content, size):
        raise HoldOutTooSmall
    return size


def holds_out_enough(content: CampaignContent, size: int) -> bool:
    """Is the hold-out of an audience of this size nobody, or people enough to compare with?"""
    return not content.held_out or size * content.held_out // 100 >= LEAST


async def locked(db: Db, id: UUID, seen: str) -> Campaign:
    """A campaign, locked; raises CampaignChanged where its content isn't what was seen, NotThere."""
    campaign = await store.campaign_for_change(db, id=id)
    if campaign.digest != seen:
        raise CampaignChanged
    return campaign


async def take_back(db: Db, id: UUID, staff: Staff, now: datetime) -> None:
    """Take it back to go on writing; raises CampaignMovedOn."""
    campaign = await store.campaign_for_change(db, id=id)
    await authorize(db, staff, "campaign.edited", id, now)
    await move(db, campaign, "reopened" if campaign.state == "approved" else "taken_back", staff, now)


async def send_back(db: Db, id: UUID, says: str, staff: Staff, now: datetime) -> None:
    """Send it back to its writer with what should change; raises CampaignMovedOn, ReasonNeeded."""
    campaign = await store.campaign_for_change(db, id=id)
    says = need_reason(says, "act")
    await authorize(db, staff, "campaign.sent_back", id, now)
    await move(db, campaign, "sent_back", staff, now, says=says)


async def approve(
    db: Db, catalogue: PublishedCatalogue, population: PopulationReplica, id: UUID, seen: str, staff: Staff, now: datetime
) -> None:  # fmt: skip
    """Approve exactly what was seen, as another person than its writers. Raises what `propose` raises, and AnotherPersonNeeded."""
    campaign = await locked(db, id, seen)
    flow.after(campaign.state, "approved")
    await authorize(db, staff, "campaign.approved", id, now)
    await check_ready(db, catalogue, population, campaign, now)
    await store.keep_meaning(db, id=id, meaning=meaning_of(campaign.content))
    await move(db, campaign, "approved", staff, now, approver=staff.signature)


async def schedule(db: Db, catalogue: PublishedCatalogue, id: UUID, staff: Staff, now: datetime) -> None:
    """Let it begin on its day; raises CampaignMovedOn, AudienceMeansOther, and CampaignNotReady where that day or its end is over."""
    campaign = await store.campaign_for_change(db, id=id)
    faults = [one for one in check_content(campaign.content, catalogue, local_date(now)) if not one.advice]
    if faults:
        raise CampaignNotReady(count=len(faults))
    if obstacle(campaign, catalogue) == "meaning":
        raise AudienceMeansOther
    await authorize(db, staff, "campaign.scheduled", id, now)
    await move(db, campaign, "scheduled", staff, now)
    await ask_to_run(db, id)


async def unschedule(db: Db, id: UUID, staff: Staff, now: datetime) -> None:
    """Don't let it begin; it stays approved. Raises CampaignMovedOn."""
    campaign = await store.campaign_for_change(db, id=id)
    await authorize(db, staff, "campaign.paused", id, now)
    await move(db, campaign, "unscheduled", staff, now)


async def pause(db: Db, id: UUID, staff: Staff, now: datetime) -> None:
    """Pause a campaign; people who haven't had their turn keep waiting. Raises CampaignMovedOn."""
    campaign = await store.campaign_for_change(db, id=id)
    await authorize(db, staff, "campaign.paused", id, now)
    await move(db, campaign, "paused", staff, now)


async def resume(db: Db, catalogue: PublishedCatalogue, id: UUID, staff: Staff, now: datetime) -> None:
    """Go on; where its words mean something else by now, that is approved with it. Raises CampaignMovedOn, CampaignObstructed, AnotherPersonNeeded."""
    campaign = await store.campaign_for_change(db, id=id)
    await authorize(db, staff, "campaign.resumed", id, now)
    against = obstacle(campaign, catalogue)
    if against == "meaning":
        await authorize(db, staff, "campaign.approved", id, now)
        await store.keep_meaning(db, id=id, meaning=meaning_of(campaign.content))
    elif against:
        raise CampaignObstructed
    await move(db, campaign, "resumed", staff, now)
    await ask_to_run(db, id)


async def cancel(db: Db, id: UUID, says: str, staff: Staff, now: datetime) -> None:
    """Stop a campaign for good, with a reason; people who still wait get no message. Raises CampaignMovedOn, ReasonNeeded."""
    campaign = await store.campaign_for_change(db, id=id)
    says = need_reason(says, "act")
    await authorize(db, staff, "campaign.cancelled", id, now)
    await move(db, campaign, "cancelled", staff, now, says=says)
    await ask_to_run(db, id)


async def ask_to_run(db: Db, id: UUID) -> None:
    """Let the worker look at once."""
    await enqueue(db, RUN_CAMPAIGNS, NoArguments(), once=f"{RUN_CAMPAIGNS}:{id}")
