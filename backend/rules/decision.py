"""What a decision says: approved or for a person, with grant, duties, reasons, and what is missing or would help."""

from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from backend.rules.answer import ObservedValue, Truth
from backend.rules.rule import Effect, Event, Outcome, Period, Provenance, Who

ENGINE = 1


class RuleInForce(Struct, frozen=True):
    """Which rule was applied: its date, legal basis and fingerprint."""

    valid_from: date
    basis: str
    provenance: Provenance
    digest: str


class RequirementResult(Struct, frozen=True):
    """One requirement: what it demands, the answer, what was seen, what to tell the resident, when it will hold."""

    says: str
    answer: Truth
    seen: tuple[ObservedValue, ...]
    explained: str
    holds_from: date | None = None
    for_a_person: bool = False
    overruled: str | UnsetType = UNSET  # why an officer counts it as met although the facts don't show it


class GrantedBenefit(Struct, frozen=True):
    """What is granted: an amount per period or once, from which month, until when; and the next change known."""

    says: str
    amount: int | None
    unit: str
    period: Period | None
    first_month: date | None
    until: date | None
    then_on: date | None = None
    then_amount: int | None = None


class DueObligation(Struct, frozen=True):
    """What someone owes afterwards: between two days, or after an event; and from when its effect counts."""

    key: str
    who: Who
    says: str
    opens: date | None = None
    closes: date | None = None
    after: Event | None = None
    effect: Effect | None = None
    effect_from: date | None = None


class Missing(Struct, frozen=True):
    """A fact that is not known yet: whom to ask, and how to ask the resident in plain words."""

    attribute: str
    label: str
    question: str
    source: str


class CounterfactualFact(Struct, frozen=True):
    """A fact that would have to be different, and how a resident reads it."""

    attribute: str
    label: str
    value: Any
    text: str


class Counterfactual(Struct, frozen=True):
    """What would turn the outcome into an approval: other facts, a later day, or both; tried before it is told."""

    says: str
    on: date
    changes: tuple[CounterfactualFact, ...] = ()


class OfficerPart(Struct, frozen=True):
    """What an officer adds of their own: why another grant than the rule's, and a note to the resident."""

    grant_reason: str = ""
    note: str = ""


class Decision(Struct, frozen=True):
    """One decision about one person on one day; the same inputs always give the same bytes."""

    outcome: Outcome
    on: date
    summary: str
    rule: RuleInForce | None
    reasons: tuple[RequirementResult, ...] = ()
    grant: GrantedBenefit | None = None
    obligations: tuple[DueObligation, ...] = ()
    missing: tuple[Missing, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    holds_from: date | None = None
    engine: Literal[1] = 1
    officer: OfficerPart | UnsetType = UNSET  # left out of the bytes of a rule's decision


def canonical(decision: Decision) -> bytes:
    """The decision as canonical JSON: what is sealed, signed and compared on replay."""
    return msgspec.json.encode(decision, order="deterministic")


def redacted(decision: Decision) -> Decision:
    """The decision for somebody who may not read what registers told: what was asked and the answers, none of the values."""
    blank = tuple(replace(one, seen=(), explained="") for one in decision.reasons)
    return replace(decision, reasons=blank, missing=(), counterfactuals=())
