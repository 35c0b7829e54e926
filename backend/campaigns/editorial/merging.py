"""Merge what two editors made of one draft, field by field. Pure."""

from msgspec.structs import asdict

from backend.campaigns.editorial.types import CampaignContent, SavedCampaign
from backend.catalogue.drafting.merge import ABSENT, merge


def merge_contents(base: CampaignContent | None, theirs: CampaignContent, mine: CampaignContent) -> SavedCampaign:
    """Merge `mine` into what is saved; without a base, whatever differs is a conflict.

    `wanted` keeps what this editor wrote at a conflict. A field is one value: two lists of streets aren't mixed into a third.
    """
    before = ABSENT if base is None else asdict(base)
    saved, typed = asdict(theirs), asdict(mine)
    wanted = CampaignContent(**merge(before, typed, saved).value)
    return SavedCampaign(wanted=wanted, conflicts=merge(before, saved, typed).conflicts, merged=wanted != mine)
