"""Evaluate a condition for one person on a date in three-valued logic (Kleene), with a trace of the values seen."""

from datetime import date
from typing import Literal

from msgspec import Struct

from backend.rules import wording
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not
from backend.rules.facts import value_on
from backend.rules.types import Attribute, Fact, Facts, Trouble, Value

Truth = Literal["yes", "no", "unknown"]
NAMES: dict[bool | None, Truth] = {True: "yes", False: "no", None: "unknown"}
TRUTHS: dict[Truth, bool | None] = {name: truth for truth, name in NAMES.items()}


class ObservedValue(Struct, frozen=True, gc=False):
    """Value that a condition looked at: text, source, date, and why it is unusable if it is."""

    attribute: str
    label: str
    text: str
    source: str
    as_of: date | None
    trouble: Trouble | None


class Answer(Struct, frozen=True, gc=False):
    """Result of a condition for one person, with the results of its parts; a tree, so that no collector has to look for cycles."""

    truth: Truth
    says: str
    seen: ObservedValue | None = None
    parts: tuple["Answer", ...] = ()


def answer(condition: Condition, facts: Facts, on: date) -> Answer:
    """Evaluate a condition with the whole trace; no part is skipped, so that everything can be explained."""
    if type(condition) is Atom:
        found = value_on(condition.attribute, facts, on)
        known = None if found[0] is None else condition.compare.holds(found[0], on)
        return Answer(
            NAMES[known], condition.says, observed_value(condition.attribute, found, on, coarse=known is None)
        )
    if type(condition) is AllOf or type(condition) is AnyOf:
        answers = tuple([answer(part, facts, on) for part in condition.parts])
        joined = all_of if type(condition) is AllOf else any_of
        return Answer(NAMES[joined([TRUTHS[part.truth] for part in answers])], condition.says, None, answers)
    if type(condition) is Not:
        inner = answer(condition.part, facts, on)
        return Answer(NAMES[negation(TRUTHS[inner.truth])], condition.says, None, (inner,))
    reason = condition.reason if isinstance(condition, NeedsPerson) else ""
    return Answer("unknown", condition.says or reason)


def is_true(condition: Condition, facts: Facts, on: date) -> bool | None:
    """Evaluate a condition without trace: True, False or None (unknown); stops as soon as the result is certain."""
    if type(condition) is Atom:
        value = value_on(condition.attribute, facts, on)[0]
        return None if value is None else condition.compare.holds(value, on)
    if type(condition) is AllOf or type(condition) is AnyOf:
        settles = type(condition) is AnyOf  # any is yes as soon as one is, all is no as soon as one is
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


def truth_of(given: Answer) -> bool | None:
    """Return the truth value of a name."""
    return TRUTHS[given.truth]


def observed_value(
    attribute: Attribute, found: tuple[Value, Fact | None, Trouble | None], on: date, *, coarse: bool = False
) -> ObservedValue:
    """Describe what was found of an attribute for the trace; `coarse`: known, but not precise enough to decide."""
    value, fact, trouble = found
    if value is None:
        text, wrong = wording.trouble_text(trouble, fact), trouble
    else:
        text, wrong = wording.value_text(attribute, value, on), "coarse" if coarse else trouble
    if fact is None:
        return ObservedValue(attribute.name, attribute.label, text, attribute.source, None, wrong)
    return ObservedValue(attribute.name, attribute.label, text, fact.source, fact.as_of, wrong)


def observed_values(given: Answer) -> tuple[ObservedValue, ...]:
    """Return each observed value of an answer once, in evaluation order."""
    found: dict[str, ObservedValue] = {}
    if given.seen is not None:
        found[given.seen.attribute] = given.seen
    for part in given.parts:
        for value in observed_values(part):
            found.setdefault(value.attribute, value)
    return tuple(found.values())
