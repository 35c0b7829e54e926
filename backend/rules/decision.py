"""Types of a decision: approved or for a person, with grant, obligations, reasons, missing facts and counterfactuals."""

from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from backend.rules.answer import ObservedValue, Truth
from backend.rules.rule import Effect, Event, Outcome, Period, Provenance, Who

ENGINE = 1


class RuleInForce(Struct, frozen=True):
    """Applied rule: date, legal basis, digest."""

    valid_from: date
    basis: str
    provenance: Provenance
    digest: str


class RequirementResult(Struct, frozen=True):
    """Result of one requirement: sentence, truth, observed values, explanation, first day on which it holds."""

    says: str
    answer: Truth
    seen: tuple[ObservedValue, ...]
    explained: str
    holds_from: date | None = None
    for_a_person: bool = False
    overruled: str | UnsetType = UNSET  # why an officer counts it as met although the facts don't show it


class GrantedBenefit(Struct, frozen=True):
    """Granted amount, per period or once: first month, end, and the next known change."""

    says: str
    amount: int | None
    unit: str
    period: Period | None
    first_month: date | None
    until: date | None
    then_on: date | None = None
    then_amount: int | None = None


class DueObligation(Struct, frozen=True):
    """Obligation after an approval: period or triggering event, and the day of its effect."""

    key: str
    who: Who
    says: str
    opens: date | None = None
    closes: date | None = None
    after: Event | None = None
    effect: Effect | None = None
    effect_from: date | None = None


class Missing(Struct, frozen=True):
    """Unknown fact: which source to ask, and the question for the resident."""

    attribute: str
    label: str
    question: str
    source: str


class CounterfactualFact(Struct, frozen=True):
    """Fact that would have to differ, with its text for the resident."""

    attribute: str
    label: str
    value: Any
    text: str


class Counterfactual(Struct, frozen=True):
    """Verified way to an approval: other facts, a later day, or both."""

    says: str
    on: date
    changes: tuple[CounterfactualFact, ...] = ()


class OfficerPart(Struct, frozen=True):
    """Part added by an officer: reason for another grant than the rule's, note to the resident."""

    grant_reason: str = ""
    note: str = ""


class Decision(Struct, frozen=True):
    """Decision for one person on one day; the same inputs give the same bytes."""

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
    """Return a decision as canonical JSON: the bytes that are sealed, signed and compared on replay."""
    return msgspec.json.encode(decision, order="deterministic")


def redacted(decision: Decision) -> Decision:
    """Return a decision without values from registers, for readers who may not see them."""
    blank = tuple(replace(one, seen=(), explained="") for one in decision.reasons)
    return replace(decision, reasons=blank, missing=(), counterfactuals=())


def without_sentences(decision: Decision) -> Decision:
    """Return what a decision decides, without the sentences that message files give it: two wordings of one decision are equal."""
    return replace(
        decision,
        summary="",
        reasons=tuple(replace(one, seen=_unworded(one.seen), explained="") for one in decision.reasons),
        grant=replace(decision.grant, says="") if decision.grant else None,
        counterfactuals=tuple(
            replace(one, says="", changes=tuple(replace(change, text="") for change in one.changes))
            for one in decision.counterfactuals
        ),
    )


def _unworded(seen: tuple[ObservedValue, ...]) -> tuple[ObservedValue, ...]:
    return tuple(replace(one, text="") for one in seen)
