"""What an event means for one running grant, and how far people are with it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.rules.rule import Effect

Cause = Literal["death", "moved_out_of_city", "moved_within_city", "moved_back"]
ChangeState = Literal["proposed", "confirmed", "set_aside", "lifted"]
ChangeDecision = Literal["confirm", "set_aside", "lift"]


class GrantChange(Struct, frozen=True, kw_only=True):
    """One proposal: what happened, what the rule says of it, and from which day it would count."""

    id: UUID
    case_id: UUID
    told: str
    duty: str
    cause: Cause
    happened_on: date
    says: str
    effect: Effect | None
    effect_from: date | None
    closes_on: date | None
    state: ChangeState
    reason: str
    proposed_at: datetime
    settled_at: datetime | None
