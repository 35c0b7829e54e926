"""The reasons of a campaign's message: sealed with the ledger's row, opened again, and asked again."""

from datetime import date
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.campaigns.editorial.membership import reasons_for
from backend.campaigns.editorial.types import Campaign, CampaignContent, MemberGroup
from backend.campaigns.reasons import SealedReason, read_back
from backend.kit.crypto import Vault
from backend.rules.types import Fact, Facts


class CampaignReasons(Struct, frozen=True, kw_only=True):
    """What is sealed with a delivered message of a campaign: enough to ask the same again, and what came out."""

    campaign: UUID
    digest: str
    asked_on: date
    group: MemberGroup
    facts: dict[str, Fact]
    reasons: tuple[SealedReason, ...]


def seal_reasons(vault: Vault, row: UUID, campaign: Campaign, facts: Facts, on: date) -> bytes:
    """Seal why a person was told."""
    record = CampaignReasons(
        campaign=campaign.id, digest=campaign.digest, asked_on=on, group=campaign.content.group, facts=dict(facts),
        reasons=reasons_for(campaign.content, facts, on),
    )  # fmt: skip
    return vault.seal(msgspec.json.encode(record), f"owed_message:{row}")


def open_campaign_reasons(vault: Vault, row: UUID, sealed: bytes) -> CampaignReasons:
    """Decrypt the reasons of a row."""
    return msgspec.json.decode(vault.open(sealed, f"owed_message:{row}"), type=CampaignReasons)


def same_reasons(content: CampaignContent, sealed: CampaignReasons) -> bool:
    """Ask the sealed question again: is it the same content, and does the same come out?"""
    again = reasons_for(content, read_back(sealed.facts), sealed.asked_on)
    return content.digest() == sealed.digest and again == sealed.reasons
