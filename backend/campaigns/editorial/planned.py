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
from backend.population.replica import PopulationReplica
from backend.population.table import Population
from backend.rules import bitmaps
from backend.rules.diagnostics import RuleFileError

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
    """Count the people of each campaign in each street."""
    index, sets = population.on(on), [(one.week, one.audience.bits(population, on)) for one in planned]
    found = []
    for street in division_choices("street"):
        here = in_streets(index, (street.value,)) & population.present
        weeks = [sum(bitmaps.size(bits & here) for at, bits in sets if at == week) for week in range(WEEKS)]
        residents = bitmaps.size(here)
        told = tuple(shown.people(count, here.tobytes(), f"week {week}") for week, count in enumerate(weeks))
        many = tuple(
            count is not None and sent * 100 > residents * MANY for count, sent in zip(told, weeks, strict=True)
        )
        found.append(StreetLoad(street.label, told, many))
    return found
