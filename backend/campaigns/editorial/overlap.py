"""No audience of few, and none that differs by few from another campaign's, or from several together (`combinations`). Counts only.

The difference would point at those few: everybody, then all streets but one, then the others.

Both audiences are looked at on the same day, so that people who come and go between two campaigns are no difference.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

import numpy as np
from msgspec import Struct

from backend.campaigns.audience import AudienceQuery, bits_at, places_without
from backend.campaigns.editorial import combinations, store
from backend.campaigns.editorial.membership import audience_of, meant_bits
from backend.campaigns.editorial.problems import AudienceTooClose, AudienceTooSmall
from backend.campaigns.editorial.types import CampaignContent
from backend.kit.clock import local_date
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.population.replica import PopulationReplica
from backend.population.table import Population
from backend.rules import bitmaps
from backend.rules.bitmaps import Bits
from backend.rules.diagnostics import RuleFileError
from backend.rules.population_impact import LEAST

REMEMBERED = timedelta(days=180)
MOST = 100
"""Campaigns that a new one is compared with; a proposal, like the days."""


class PlannedAudience(Struct, frozen=True):
    """An audience with the places of those who are left out of it."""

    asked: AudienceQuery
    without: Sequence[int]

    def bits(self, population: Population, on: date) -> Bits:
        """Those who are meant on a day."""
        return meant_bits(population, self.asked, bits_at(population, self.without), on)


async def planned_audience(db: Db, content: CampaignContent) -> PlannedAudience:
    """Whom a content means. Raises RuleFileError, NoCondition, SensitiveChoice."""
    without = await places_without(db, content.without) if content.without else []
    return PlannedAudience(await audience_of(db, content), without)


async def check_audience(
    db: Db, population: PopulationReplica, id: UUID, content: CampaignContent, now: datetime
) -> int:
    """The size of an audience that may be written to. Raises AudienceTooSmall, AudienceTooClose, StillLoading.

    One at a time in the whole house: of two that are laid before somebody at one moment, the second sees the first.
    """
    await store.one_audience_at_a_time(db)
    mine, others = await planned_audience(db, content), []
    for other in await store.recent(db, id=id, since=now - REMEMBERED, most=MOST):
        try:
            others.append(await planned_audience(db, other.content))
        except (RuleFileError, Refusal):  # an attribute that is gone since
            continue
    return await population.ask(partial(size_apart, mine=mine, others=others, on=local_date(now)))


def size_apart(population: Population, mine: PlannedAudience, others: Sequence[PlannedAudience], on: date) -> int:
    """The size of an audience. Raises AudienceTooSmall or AudienceTooClose."""
    bits = mine.bits(population, on)
    if bitmaps.size(bits) < LEAST:
        raise AudienceTooSmall
    if points_at_few(bits, [other.bits(population, on) for other in others]):
        raise AudienceTooClose
    return bitmaps.size(bits)


def points_at_few(mine: Bits, earlier: Sequence[Bits]) -> bool:
    """Does an audience point at few, beside another one or beside several together?"""
    return any(is_close(mine, one) for one in earlier) or together(mine, earlier)


def is_close(one: Bits, other: Bits) -> bool:
    """Do two sets differ by so few that the difference would be an audience of few?"""
    if not np.any(one & other):
        return False
    return any(0 < bitmaps.size(part) < LEAST for part in (one & ~other, other & ~one))


def together(mine: Bits, earlier: Sequence[Bits]) -> bool:
    """Do several together point at few: is few left of one whose parts are taken away, or do sums of their sizes concern few alone?"""
    different = {one.tobytes(): one for one in (mine, *earlier) if np.any(one)}
    cells = combinations.cells_of(list(different.values()))  # mine is the first
    wholes = [n for n in range(1, len(different)) if combinations.lies_within(cells, 0, n)]
    return (
        combinations.leaves_few(cells, 0)
        or any(combinations.leaves_few(cells, whole, taken=0) for whole in wholes)
        or combinations.adds_up_to_few(cells, 0)
    )
