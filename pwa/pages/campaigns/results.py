"""What became of a campaign's people, and what is planned, in words. Counts, none under twenty."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from backend.campaigns.editorial import store
from backend.campaigns.editorial.results import ENDS, CampaignResults, results_of
from backend.campaigns.editorial.weekly_plan import MANY, WEEKS, StreetLoad, planned_campaigns, street_loads, week_of
from backend.campaigns.types import SuppressReason
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.replica import PopulationReplica, StillLoading
from pwa.pages.campaigns.views import STATES, TONES, CampaignRow, row

_words = Messages.beside(__file__).words
END_NAMES, REASONS = _words("END"), _words("REASON", SuppressReason)


class ResultsPage(Struct, frozen=True, kw_only=True):
    """The ledger of one campaign in words."""

    id: UUID
    name: str
    state: str
    tone: str
    results: CampaignResults
    ends: list[tuple[str, int | None]]
    reasons: list[tuple[str, int | None]]


class CalendarPage(Struct, frozen=True, kw_only=True):
    """What is planned for the next weeks: campaigns by the week they begin, and the load of each street."""

    weeks: list[tuple[date, list[CampaignRow]]]
    loads: list[StreetLoad]
    loading: bool
    many: int


async def results_page(db: Db, shown: DisclosureRule, id: UUID) -> ResultsPage:
    """Count what became of everybody; raises NotThere."""
    campaign = await store.campaign(db, id=id)
    found = await results_of(db, campaign, shown)
    return ResultsPage(
        id=id, name=campaign.content.name, state=STATES[campaign.state], tone=TONES[campaign.state], results=found,
        ends=[(END_NAMES[end], found.ends[end]) for end in ENDS], reasons=[(REASONS[key], n) for key, n in found.reasons.items()],
    )  # fmt: skip


async def calendar_page(db: Db, population: PopulationReplica, shown: DisclosureRule, now: datetime) -> CalendarPage:
    """Show the next weeks."""
    planned, monday = await planned_campaigns(db, now), week_of(local_date(now))
    try:
        loads, loading = await street_loads(population, planned, shown, now), False
    except StillLoading:
        loads, loading = [], True
    weeks = [
        (monday + timedelta(weeks=week), [row(one.campaign) for one in planned if one.week == week])
        for week in range(WEEKS)
    ]
    return CalendarPage(weeks=weeks, loads=loads, loading=loading, many=MANY)
