"""What the second person decides on: how many by street and group, what would become of them, invented examples, the message itself."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.campaigns.editorial import counting, store
from backend.campaigns.editorial.examples import ExamplePerson, example_people
from backend.campaigns.editorial.flow import may
from backend.campaigns.editorial.forecast import Forecast, forecast
from backend.campaigns.types import SuppressReason
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import Spread
from backend.population.replica import PopulationReplica, StillLoading
from backend.residents.types import Staff
from pwa.pages.campaigns.views import CampaignPage, campaign_page, count_meant

REASONS = Messages.beside(__file__).words("REASON", SuppressReason)


class CampaignReview(Struct, frozen=True, kw_only=True):
    """A campaign with everything that its second person has to see; `decides`: this person may; `spent`: as of a draft."""

    campaign: CampaignPage
    meant: Spread | None
    loading: bool
    spent: int
    forecast: Forecast | None
    reasons: list[tuple[str, int | None]]
    examples: list[ExamplePerson]
    decides: bool


async def review_page(
    db: Db, services: CaseServices, population: PopulationReplica, shown: DisclosureRule, id: UUID, staff: Staff, now: datetime
) -> CampaignReview:  # fmt: skip
    """Show it; raises NotThere."""
    campaign, view = await store.campaign(db, id=id), await campaign_page(db, services, id, staff)
    spent = not await counting.may_count(db, staff, campaign, campaign.content, now)
    meant, loading = (None, False) if spent else await count_meant(db, population, shown, campaign.content, now)
    ready = meant is not None and campaign.content.expires_on is not None
    found = await forecast_or_none(db, population, id, now) if ready else None
    examples = example_people(campaign.content, local_date(now)) if ready else []
    return CampaignReview(
        campaign=view, meant=meant, loading=loading, spent=counting.MOST if spent else 0, forecast=found,
        reasons=[(REASONS[reason], share) for reason, share in found.reasons.items()] if found else [], examples=examples,
        decides=may(campaign.state, "approved") and view.publisher and not view.own and not spent,
    )  # fmt: skip


async def forecast_or_none(db: Db, population: PopulationReplica, id: UUID, now: datetime) -> Forecast | None:
    """What would become of them; nothing while residents are being read in."""
    try:
        return await forecast(db, population, await store.campaign(db, id=id), now)
    except StillLoading:
        return None
