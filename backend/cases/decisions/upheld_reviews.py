"""Reviews that ended in the resident's favour, by what they turned: for editors, counts by the disclosure rule, never who."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from backend.cases.decisions import store
from backend.cases.decisions.store import UpheldReview
from backend.kit.crypto import Vault
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.rules.decision import Decision

SHOWN = timedelta(days=365)
"""A proposal of this house: so long a review that turned a decision is shown to editors."""
MOST = 500  # reviews that are read at once

Turned = Literal["refused", "not_accepted", "receipt_revoked"]
Key = tuple[str, Turned, str, str]


class TurnedDecisions(Struct, frozen=True, kw_only=True):
    """What stood before the reviews of a service, and the requirement or the paper they were about; `people`: None where they are too few to be told."""

    service: str
    was: Turned
    requirement: str = ""
    paper: str = ""
    people: int | None = None


async def turned_decisions(db: Db, vault: Vault, now: datetime) -> list[TurnedDecisions]:
    """Count the people whose reviews were upheld, by service and subject."""
    people: dict[Key, set[UUID]] = defaultdict(set)
    for one in await store.upheld_reviews(db, since=now - SHOWN, most=MOST):
        for key in subjects(vault, one):
            people[key].add(one.person)
    shown = DisclosureRule.of(vault)
    return [
        TurnedDecisions(service=service, was=was, requirement=requirement, paper=paper, people=number_of(people[key], shown))
        for key in sorted(people) for service, was, requirement, paper in (key,)
    ]  # fmt: skip


def number_of(people: set[UUID], shown: DisclosureRule) -> int | None:
    """Return how many they are as it may be told."""
    return shown.people(len(people), b"".join(sorted(one.bytes for one in people)), "turned")


def subjects(vault: Vault, one: UpheldReview) -> Iterator[Key]:
    """Yield what a review was about: requirements that an officer overruled, papers called unusable; else the ruling alone."""
    requirements = overruled(vault, one)
    yield from ((one.service, one.was, says, "") for says in requirements)
    yield from ((one.service, one.was, "", paper) for paper in one.papers)
    if not requirements and not one.papers:
        yield one.service, one.was, "", ""


def overruled(vault: Vault, one: UpheldReview) -> list[str]:
    """Return the sentences of the requirements that the approval counts as met against the facts; nothing else is taken from it."""
    if one.decision is None or one.result is None:
        return []
    decision = msgspec.json.decode(vault.open(one.result, f"result:{one.decision}"), type=Decision)
    return [reason.says for reason in decision.reasons if reason.overruled is not UNSET]
