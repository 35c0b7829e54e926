"""Types of changes to a running grant."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.rules.rule import Effect

Cause = Literal["death", "moved_out_of_city", "moved_within_city", "moved_back"]
ChangeState = Literal["proposed", "confirmed", "set_aside", "lifted"]
ChangeDecision = Literal["confirm", "set_aside", "lift"]


class GrantChange(Struct, frozen=True, kw_only=True):
    """A proposed change of a grant: cause, sentence of the rule, and effective date."""

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
