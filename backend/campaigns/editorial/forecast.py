"""Forecast of a campaign: a sample of its audience is decided as if they had their turn now; nothing is sent."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from random import Random
from uuid import UUID

from msgspec import Struct

from backend.campaigns.editorial import store
from backend.campaigns.editorial.freeze_audience import expires_at, meant_places
from backend.campaigns.editorial.overlap import PlannedAudience, planned_audience
from backend.campaigns.editorial.send_batch import look_up, read_member
from backend.campaigns.editorial.types import Campaign, MemberRow
from backend.campaigns.types import Defer, Send, Verdict
from backend.kit.sql import Db
from backend.population.replica import PopulationReplica
from backend.population.table import Population
from backend.rules.population_impact import LEAST

JUDGED = 500
"""People of the sample; a proposal."""


class Forecast(Struct, frozen=True):
    """Shares of a sample in percent, in steps of five: who would be told, put off, and why the others wouldn't be told.

    None: fewer than twenty of the sample. How large the sample is isn't said: of a small audience it is everybody.
    """

    told: int | None
    deferred: int | None
    reasons: dict[str, int | None]


async def forecast(db: Db, population: PopulationReplica, campaign: Campaign, now: datetime) -> Forecast | None:
    """Judge a sample; None where too few are meant, or have an account. Raises StillLoading and what the condition raises."""
    audience = await planned_audience(db, campaign.content)
    chosen = await population.ask(partial(sample_of, audience=audience, seed=campaign.seed, now=now))
    people = await store.people_at(db, places=chosen)
    if len(people) < LEAST:
        return None
    rows = [member(campaign, one.person) for one in people]
    known = await look_up(db, campaign.content, rows, now)
    verdicts = [read_member(campaign.content, row, known, now).verdict for row in rows]
    return counted(verdicts)


def sample_of(population: Population, audience: PlannedAudience, seed: int, now: datetime) -> list[int]:
    """Some of the places of those who are meant, always the same ones for a seed."""
    found = meant_places(population, audience, now)
    return found if len(found) <= JUDGED else Random(seed).sample(found, JUDGED)  # noqa: S311 - a sample, no secret


def member(campaign: Campaign, person: UUID) -> MemberRow:
    """A row as it would be, for somebody who has none."""
    return MemberRow(
        id=person, person=person, topic=campaign.content.topic, attempts=0, held_out=False, expires_at=expires_at(campaign.content)
    )  # fmt: skip


def counted(verdicts: Sequence[Verdict]) -> Forecast:
    """Shares as they may be shown."""
    reasons = Counter(one.reason for one in verdicts if not isinstance(one, Send | Defer))
    total = len(verdicts)
    return Forecast(
        told=share(sum(isinstance(one, Send) for one in verdicts), total),
        deferred=share(sum(isinstance(one, Defer) for one in verdicts), total),
        reasons={reason: share(number, total) for reason, number in reasons.most_common()},
    )  # fmt: skip


def share(number: int, total: int) -> int | None:
    """A share in percent, in steps of five; None for fewer than twenty people."""
    return None if 0 < number < LEAST else round(number * 20 / total) * 5
