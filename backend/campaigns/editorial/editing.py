"""Drafts of campaigns: begin one, save it."""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from msgspec.structs import replace

from backend.campaigns.editorial import editor_actions, flow, history, store
from backend.campaigns.editorial.merging import merge_contents
from backend.campaigns.editorial.types import Campaign, CampaignContent, SavedCampaign
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff


async def begin(db: Db, content: CampaignContent, staff: Staff, now: datetime) -> UUID:
    """Begin a draft; its random seed is drawn once, here."""
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


async def save(
    db: Db, id: UUID, content: CampaignContent, seen: int, staff: Staff, now: datetime, *, take_back: bool = False
) -> SavedCampaign:
    """Save a draft as edited from version `seen`, merged with what others saved since; at a conflict nothing is saved.

    Where it is no draft any more, nothing is saved either, unless it is to be taken back first and can be. Raises NotThere.
    """
    if take_back and flow.may_take_back((await store.campaign_for_change(db, id=id)).state):
        await editor_actions.take_back(db, id, staff, now)
    campaign = await store.campaign_for_change(db, id=id)
    saved = merge_contents(await content_seen(db, campaign, seen), campaign.content, content)
    if not flow.may(campaign.state, "edited"):
        return replace(saved, moved_on=True)
    if not saved.conflicts and saved.wanted != campaign.content:
        await store_content(db, campaign, saved.wanted, staff, now)
    return saved


async def content_seen(db: Db, campaign: Campaign, seen: int) -> CampaignContent | None:
    """What the page of an editor showed; nothing where it wasn't kept."""
    if seen == campaign.version:
        return campaign.content
    found = await store.written(db, campaign=campaign.id, version=seen)
    return found.content if found else None


async def store_content(db: Db, campaign: Campaign, content: CampaignContent, staff: Staff, now: datetime) -> None:
    """Write a new version of a draft that is locked, and append it to the history."""
    digest = content.digest()
    await separation.authorize(db, staff, "campaign.edited", history.subject_of(campaign.id), now)
    await store.save(db, id=campaign.id, content=msgspec.to_builtins(content), digest=digest, at=now)
    written = replace(campaign, content=content, digest=digest, version=campaign.version + 1)
    await history.record(db, written, "edited", staff, now)
