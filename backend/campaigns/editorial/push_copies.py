"""Copies of a campaign's messages on devices: none rings once the campaign was stopped; while it is paused they wait."""

from uuid import UUID

from backend.campaigns.editorial import store
from backend.campaigns.editorial.jobs import PUSH_CAMPAIGN, CampaignPushJob
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue

PAUSED = 60
"""Seconds after which the copy of a message of a paused campaign is looked at again."""


async def may_ring(transaction: Transaction, notice: UUID) -> bool:
    """May devices be told of this message now?"""
    async with transaction() as db:
        state = await store.state_of_notice(db, notice=notice)
        if state == "paused":
            await enqueue(db, PUSH_CAMPAIGN, CampaignPushJob(notice), after_seconds=PAUSED)
    return state not in ("paused", "cancelled")
