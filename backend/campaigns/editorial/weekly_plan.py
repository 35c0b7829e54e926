"""What is planned, week by week, and how much of it comes to each street, so that no street is flooded. Counts of messages, none under twenty."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from msgspec import Struct

from backend.campaigns.audience import in_streets
from backend.campaigns.editorial import store
from backend.campaigns.editorial.overlap import PlannedAudience, planned_audience
from backend.campaigns.editorial.types import Campaign, CampaignState
from backend.catalogue.reference_data import division_choices
from backend.kit.clock import local_date
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import grouped_counts
from backend.population.replica import PopulationReplica
from backend.population.table import Population
from backend.rules import bitmaps
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.bitmaps import Bits
from backend.rules.diagnostics import RuleFileError
from backend.rules.wording import place

WEEKS = 4
MOST = 200
MANY = 25
"""Messages in a week for a hundred residents of a street that are called many; a proposal."""
PLANNED: frozenset[CampaignState] = frozenset(("in_review", "approved", "scheduled", "running", "paused"))


class PlannedCampaign(Struct, frozen=True):
    """A campaign with its audience and the week in which it begins, counted from this one."""

    campaign: Campaign
    audience: PlannedAudience
    week: int


class StreetLoad(Struct, frozen=True):
    """Messages for one street, week by week; None: under twenty. `many`: more than a proposal of this house allows for."""

    street: str
    weeks: tuple[int | None, ...]
    many: tuple[bool, ...]


async def planned_campaigns(db: Db, now: datetime) -> list[PlannedCampaign]:
    """Those that begin within the next weeks, or run already."""
    found, monday = [], week_of(local_date(now))
    for one in await store.campaigns(db, most=MOST):
        begins = one.content.begins_on
        week = (week_of(max(begins, local_date(now))) - monday).days // 7 if begins else WEEKS
        if one.state not in PLANNED or week >= WEEKS:
            continue
        try:
            found.append(PlannedCampaign(one, await planned_audience(db, one.content), week))
        except (RuleFileError, Refusal):  # an attribute that is gone since
            continue
    return found


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


async def street_loads(
    population: PopulationReplica, planned: Sequence[PlannedCampaign], shown: DisclosureRule, now: datetime
) -> list[StreetLoad]:
    """How many messages come to each street. Raises StillLoading."""
    return await population.ask(partial(loads, planned=planned, shown=shown, on=local_date(now)))


def loads(
    population: Population, planned: Sequence[PlannedCampaign], shown: DisclosureRule, on: date
) -> list[StreetLoad]:
    """Add up, street by street, the counts of each campaign as they may be shown: nothing more is said than on its own page."""
    index = population.on(on)
    counted = [(one.week, street_counts(index, one.audience.bits(population, on), shown)) for one in planned]
    found = []
    for street in division_choices("street"):
        residents = bitmaps.size(in_streets(index, (street.value,)) & population.present)
        weeks = tuple(
            added([counts.get(place(street.value), 0) for at, counts in counted if at == week]) for week in range(WEEKS)
        )
        found.append(StreetLoad(street.label, weeks, tuple((n or 0) * 100 > residents * MANY for n in weeks)))
    return found


def street_counts(index: BitmapIndex, bits: Bits, shown: DisclosureRule) -> dict[str, int | None]:
    """The people of a campaign by the name of their street, as they may be shown."""
    return {group.name: group.count for group in grouped_counts(index, bits, shown).streets}


def added(counts: Sequence[int | None]) -> int | None:
    """The sum of what may be shown; None where all that there is may not."""
    told = [one for one in counts if one is not None]
    return sum(told) if told or not counts else None
