"""How many different audiences one member of staff counts in a day: rounded counts of many overlapping audiences could be averaged out.

The same audience again is free, and so is one that was approved, because it can't be changed any more.
"""

from datetime import datetime
from hashlib import sha256

import msgspec

from backend.audit.log import note
from backend.campaigns.editorial import store
from backend.campaigns.editorial.types import Campaign, CampaignContent, CampaignState
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.residents.types import Staff

MOST = 60
"""Different audiences of one member of staff in a day; a proposal, with its figures in decision 0247."""
CHANGEABLE: frozenset[CampaignState] = frozenset({"draft", "in_review"})
SPENT = b""
"""Stands among the digests of a day on which somebody was told that it is enough."""


async def may_count(db: Db, staff: Staff, campaign: Campaign, content: CampaignContent, now: datetime) -> bool:
    """May they see how many are meant? The first time on a day that they may not stands in the audit log."""
    if campaign.state not in CHANGEABLE or not (content.condition.strip() or content.streets):
        return True
    who, day, digest = staff.signature, local_date(now), digest_of(content)
    await store.add_count(db, staff=who, day=day, digest=digest, most=MOST, at=now)
    if await store.has_counted(db, staff=who, day=day, digest=digest):
        return True
    if await store.add_count_spent(db, staff=who, day=day, digest=SPENT, at=now):
        await note(db, staff.actor, "audience.counts_spent", f"campaign:{campaign.id}", now, most=MOST)
    return False


def digest_of(content: CampaignContent) -> bytes:
    """SHA-256 of whom a content means."""
    meant = (content.condition.strip(), sorted(content.streets), content.group, content.within_days, content.without)
    return sha256(msgspec.json.encode(meant)).digest()
