"""Evaluate a condition for one person on a date in three-valued logic (Kleene), with a trace of the values seen."""

from datetime import date
from typing import Literal

from msgspec import Struct

from backend.rules import wording
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, Not
from backend.rules.facts import value_on
from backend.rules.types import Attribute, Fact, Facts, Trouble, Value

Truth = Literal["yes", "no", "unknown"]


class ObservedValue(Struct, frozen=True):
    """Value that a condition looked at: text, source, date, and why it is unusable if it is."""

    attribute: str
    label: str
    text: str
    source: str
    as_of: date | None
    trouble: Trouble | None


class Answer(Struct, frozen=True):
    """Result of a condition for one person, with the results of its parts."""

    truth: Truth
    says: str
    seen: ObservedValue | None = None
    parts: tuple["Answer", ...] = ()


def answer(condition: Condition, facts: Facts, on: date) -> Answer:
    """Evaluate a condition with the whole trace; no part is skipped, so that everything can be explained."""
    if isinstance(condition, Atom):
        found = value_on(condition.attribute, facts, on)
        known = None if found[0] is None else condition.compare.holds(found[0], on)
        seen = observed_value(condition.attribute, found, on, coarse=known is None)
        return Answer(truth_name(known), condition.says, seen)
    if isinstance(condition, AllOf | AnyOf):
        answers = tuple([answer(part, facts, on) for part in condition.parts])
        joined = all_of if isinstance(condition, AllOf) else any_of
        return Answer(truth_name(joined([truth_of(part) for part in answers])), condition.says, None, answers)
    if isinstance(condition, Not):
        inner = answer(condition.part, facts, on)
        return Answer(truth_name(negation(truth_of(inner))), condition.says, None, (inner,))
    return Answer("unknown", condition.says or condition.reason)


def is_true(condition: Condition, facts: Facts, on: date) -> bool | None:
    """Evaluate a condition without trace: True, False or None (unknown); stops as soon as the result is certain."""
    if isinstance(condition, Atom):
        value = value_on(condition.attribute, facts, on)[0]
        return None if value is None else condition.compare.holds(value, on)
    if isinstance(condition, AllOf | AnyOf):
        settles = isinstance(condition, AnyOf)  # any is yes as soon as one is, all is no as soon as one is
        found: bool | None = not settles
        for part in condition.parts:
            truth = is_true(part, facts, on)
            if truth is settles:
                return settles
            if truth is None:
                found = None
        return found
    return negation(is_true(condition.part, facts, on)) if isinstance(condition, Not) else None


def all_of(truths: list[bool | None]) -> bool | None:
    """Kleene conjunction: False if one is False, True only if all are."""
    if False in truths:
        return False
    return None if None in truths else True


def any_of(truths: list[bool | None]) -> bool | None:
    """Kleene disjunction: True if one is True, False only if all are."""
    if True in truths:
        return True
    return None if None in truths else False


def negation(truth: bool | None) -> bool | None:
    """Kleene negation: unknown stays unknown."""
    return None if truth is None else not truth


def truth_name(truth: bool | None) -> Truth:
    """Return the name of a truth value (yes, no, unknown)."""
    return "unknown" if truth is None else "yes" if truth else "no"


def truth_of(given: Answer) -> bool | None:
    """Return the truth value of a name."""
    return None if given.truth == "unknown" else given.truth == "yes"


def observed_value(
    attribute: Attribute, found: tuple[Value, Fact | None, Trouble | None], on: date, *, coarse: bool = False
) -> ObservedValue:
    """Describe what was found of an attribute for the trace; `coarse`: known, but not precise enough to decide."""
    value, fact, trouble = found
    text = wording.trouble_text(trouble, fact) if value is None else wording.value_text(attribute, value, on)
    source, as_of = (attribute.source, None) if fact is None else (fact.source, fact.as_of)
    wrong: Trouble | None = "coarse" if coarse and value is not None else trouble
    return ObservedValue(attribute.name, attribute.label, text, source, as_of, wrong)


def observed_values(given: Answer) -> tuple[ObservedValue, ...]:
    """Return each observed value of an answer once, in evaluation order."""
    found: dict[str, ObservedValue] = {}
    if given.seen is not None:
        found[given.seen.attribute] = given.seen
    for part in given.parts:
        for value in observed_values(part):
            found.setdefault(value.attribute, value)
    return tuple(found.values())
