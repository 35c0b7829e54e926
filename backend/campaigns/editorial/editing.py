"""Write a campaign: begin a draft, save it."""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from backend.campaigns.editorial import flow, history, store
from backend.campaigns.editorial.problems import CampaignChanged
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff


async def begin(db: Db, content: CampaignContent, staff: Staff, now: datetime) -> UUID:
    """Begin a draft; its seed is drawn now and never again."""
    id = uuid4()
    await store.create(
        db, id=id, content=msgspec.to_builtins(content), digest=content.digest(), seed=secrets.randbits(62),
        owner=staff.signature, owner_name=staff.name, at=now,
    )  # fmt: skip
    await separation.authorize(db, staff, "campaign.edited", history.subject_of(id), now)
    campaign = await store.campaign(db, id=id)
    await history.record(db, campaign, "edited", staff, now)
    return id


async def draft_of(db: Db, id: UUID) -> Campaign:
    """A campaign that can be written in; raises CampaignMovedOn, NotThere."""
    campaign = await store.campaign(db, id=id)
    flow.after(campaign.state, "edited")
    return campaign


async def save(db: Db, id: UUID, content: CampaignContent, seen: int, staff: Staff, now: datetime) -> None:
    """Save a draft; raises CampaignMovedOn, and CampaignChanged where another one saved since `seen`."""
    campaign = await store.campaign_for_change(db, id=id)
    flow.after(campaign.state, "edited")
    if campaign.version != seen:
        raise CampaignChanged
    if content == campaign.content:
        return
    await separation.authorize(db, staff, "campaign.edited", history.subject_of(id), now)
    await store.save(db, id=id, content=msgspec.to_builtins(content), digest=content.digest(), at=now)
    await history.record(db, campaign, "edited", staff, now)
