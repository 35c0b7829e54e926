"""API of campaigns for tools of the office: list, read, count what became of everybody, pause. Pages beside it use the same functions."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation
from msgspec import Meta, Struct

from backend.campaigns.editorial import editor_actions, store
from backend.campaigns.editorial.results import CampaignResults, results_by_id
from backend.campaigns.editorial.types import Campaign, CampaignContent, CampaignEvent, CampaignState
from backend.kit.crypto import Vault
from backend.kit.web import Db, Now
from backend.population.disclosure_control import DisclosureRule
from backend.residents.guards import StaffWho, access, staff

READERS, EDITORS = staff("editor", "publisher", "auditor"), staff("editor", "publisher")
TheVault = NamedDependency[SkipValidation[Vault]]
CampaignId = FromPath[UUID]
MOST_EVENTS = 200


class CampaignSummary(Struct, frozen=True, kw_only=True):
    """A campaign in a list."""

    id: UUID
    name: str
    state: CampaignState
    owner: str
    begins_on: date | None
    expires_on: date | None
    changed_at: datetime


class CampaignRead(Struct, frozen=True, kw_only=True):
    """A campaign with its history; `digest` is what the second person approves."""

    id: UUID
    state: CampaignState
    owner: str
    digest: str
    content: CampaignContent
    events: list[CampaignEvent]


def summary(campaign: Campaign) -> CampaignSummary:
    """A campaign as a list shows it."""
    content = campaign.content
    return CampaignSummary(
        id=campaign.id, name=content.name, state=campaign.state, owner=campaign.owner_name, begins_on=content.begins_on,
        expires_on=content.expires_on, changed_at=campaign.changed_at,
    )  # fmt: skip


@get("/api/studio/campaigns", opt=access(READERS))
async def listed(db: Db, most: FromQuery[Annotated[int, Meta(ge=1, le=200)]] = 50) -> list[CampaignSummary]:
    """List campaigns, the newest first."""
    return [summary(one) for one in await store.campaigns(db, most=most)]


@get("/api/studio/campaigns/{id:uuid}", opt=access(READERS))
async def read(db: Db, id: CampaignId) -> CampaignRead:
    """Read one campaign."""
    found = await store.campaign(db, id=id)
    events = await store.events(db, campaign=id, most=MOST_EVENTS)
    return CampaignRead(
        id=id, state=found.state, owner=found.owner_name, digest=found.digest, content=found.content, events=events
    )


@get("/api/studio/campaigns/{id:uuid}/results", opt=access(READERS))
async def results(db: Db, vault: TheVault, id: CampaignId) -> CampaignResults:
    """What became of everybody, as counts that may be shown."""
    return await results_by_id(db, id, DisclosureRule.of(vault))


@post(
    "/api/studio/campaigns/{id:uuid}/pause", opt=access(EDITORS, acts=("campaign.paused",)), status_code=HTTPStatus.OK
)
async def pause(db: Db, staff: StaffWho, now: Now, id: CampaignId) -> CampaignSummary:
    """Pause a campaign that runs: after the answer nobody is told any more."""
    await editor_actions.pause(db, id, staff, now)
    return summary(await store.campaign(db, id=id))


ROUTES = [listed, read, results, pause]
