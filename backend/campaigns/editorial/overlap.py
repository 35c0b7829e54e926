"""No audience of few, and none that differs by few from another campaign's, or from some that lie within it together. Counts only.

The difference would point at those few: everybody, then all streets but one, then the others.

Both audiences are looked at on the same day, so that people who come and go between two campaigns are no difference.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial, reduce
from itertools import combinations
from uuid import UUID

import numpy as np
from msgspec import Struct

from backend.campaigns.audience import AudienceQuery, bits_at, places_without
from backend.campaigns.editorial import store
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
    earlier = [other.bits(population, on) for other in others]
    if any(is_close(bits, one) for one in earlier) or leaves_few(bits, earlier):
        raise AudienceTooClose
    return bitmaps.size(bits)


def is_close(one: Bits, other: Bits) -> bool:
    """Do two sets differ by so few that the difference would be an audience of few?"""
    if not np.any(one & other):
        return False
    return any(few(part) for part in (one & ~other, other & ~one))


def leaves_few(mine: Bits, earlier: Sequence[Bits]) -> bool:
    """Is few left of a set once the sets that lie within it are taken away, all of them or any two? Of the new one, and of any it lies within."""
    wholes = [one for one in earlier if is_inside(mine, one)]
    return any(
        few(whole & ~taken)
        for whole in (mine, *wholes)
        for taken in taken_together([one for one in earlier if is_inside(one, whole)], () if whole is mine else (mine,))
    )


def taken_together(within: Sequence[Bits], always: Sequence[Bits]) -> Iterator[Bits]:
    """What the parts of a set cover: any two of them, and all; where one is always among them, any other beside it."""
    for parts in (*combinations(within, 2 - len(always)), within):
        if parts or always:
            yield reduce(np.bitwise_or, (*parts, *always))


def is_inside(part: Bits, whole: Bits) -> bool:
    """Is it a part of the other set, and not all of it?"""
    return not np.any(part & ~whole) and bool(np.any(whole & ~part))


def few(bits: Bits) -> bool:
    """Somebody, and fewer than may be written to."""
    return 0 < bitmaps.size(bits) < LEAST
