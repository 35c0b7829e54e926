"""What stands in the way of a campaign that was approved: the dictionary or the catalogue isn't any more what the second person saw. Pure."""

from hashlib import sha256
from typing import Literal

import msgspec
from msgspec.structs import replace

from backend.campaigns.editorial.lint import SERVICE, condition
from backend.campaigns.editorial.membership import whole_condition
from backend.campaigns.editorial.types import Campaign, CampaignContent
from backend.catalogue.published import PublishedCatalogue
from backend.rules.conditions import atoms_of

Obstacle = Literal["condition", "no_service", "meaning"]
"""The condition can't be read any more · the service that it leads to is over · an attribute means something else than when it was signed."""


def obstacle(campaign: Campaign, catalogue: PublishedCatalogue) -> Obstacle | None:
    """The first thing that stands in the way of a campaign, if one does."""
    service = SERVICE.search(campaign.content.link)
    if any(condition(campaign.content)):
        return "condition"
    if service and catalogue.get(service[1]) is None:
        return "no_service"
    return "meaning" if campaign.meaning not in ("", meaning_of(campaign.content)) else None


def meaning_of(content: CampaignContent) -> str:
    """SHA-256 of what the attributes of the condition mean today; how residents are asked for them is left out. Raises as `condition_of`."""
    asked = {atom.attribute.name: replace(atom.attribute, question="") for atom in atoms_of(whole_condition(content))}
    return sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()
