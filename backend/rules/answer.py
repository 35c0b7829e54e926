"""Asks a condition about one person on one day: yes, no or not known, with the values seen and where they come from."""

from datetime import date
from typing import Literal

from msgspec import Struct

from backend.rules import wording
from backend.rules.conditions import Atom, Condition, Either, Every, ForAPerson, Not
from backend.rules.facts import value_on
from backend.rules.types import Attribute, Facts, Trouble

Truth = Literal["yes", "no", "unknown"]


class ObservedValue(Struct, frozen=True):
    """A value a condition looked at: what was read, where it comes from, as of when, and what is wrong with it."""

    attribute: str
    label: str
    text: str
    source: str
    as_of: date | None
    trouble: Trouble | None


class Answer(Struct, frozen=True):
    """What a condition says of a person, with the trace of every part."""

    truth: Truth
    says: str
    seen: ObservedValue | None = None
    parts: tuple["Answer", ...] = ()


def answer(condition: Condition, facts: Facts, on: date) -> Answer:
    """Answer a condition and keep the whole trace; no part is skipped, so that everything can be explained."""
    match condition:
        case Atom(attribute, _, says):
            known = is_true(condition, facts, on)
            return Answer(truth_name(known), says, observed_value(attribute, facts, on, coarse=known is None))
        case Every(parts, says):
            answers = tuple(answer(part, facts, on) for part in parts)
            return Answer(truth_name(all_of([truth_of(part) for part in answers])), says, None, answers)
        case Either(parts, says):
            answers = tuple(answer(part, facts, on) for part in parts)
            return Answer(truth_name(any_of([truth_of(part) for part in answers])), says, None, answers)
        case Not(part, says):
            inner = answer(part, facts, on)
            return Answer(truth_name(negation(truth_of(inner))), says, None, (inner,))
        case ForAPerson(reason, says):
            return Answer("unknown", says or reason)


def is_true(condition: Condition, facts: Facts, on: date) -> bool | None:
    """The bare truth of a condition, by the same rules as `answer`, without a trace; stops where the rest can't matter."""
    if isinstance(condition, Atom):
        value = value_on(condition.attribute, facts, on)[0]
        return None if value is None else condition.compare.holds(value, on)
    if isinstance(condition, Every | Either):
        settles = isinstance(condition, Either)  # any is yes as soon as one is, all is no as soon as one is
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
    """No as soon as one is no; yes only if each is (Kleene)."""
    if False in truths:
        return False
    return None if None in truths else True


def any_of(truths: list[bool | None]) -> bool | None:
    """Yes as soon as one is yes; no only if each is (Kleene)."""
    if True in truths:
        return True
    return None if None in truths else False


def negation(truth: bool | None) -> bool | None:
    """The opposite; what is not known stays so."""
    return None if truth is None else not truth


def truth_name(truth: bool | None) -> Truth:
    """The name of a truth value."""
    return "unknown" if truth is None else "yes" if truth else "no"


def truth_of(given: Answer) -> bool | None:
    """The truth value behind its name."""
    return None if given.truth == "unknown" else given.truth == "yes"


def observed_value(attribute: Attribute, facts: Facts, on: date, *, coarse: bool = False) -> ObservedValue:
    """What is known of an attribute, as it is shown; `coarse` when the value was there but could not decide."""
    value, fact, trouble = value_on(attribute, facts, on)
    text = wording.trouble_text(trouble, fact) if value is None else wording.value_text(attribute, value, on)
    source, as_of = (attribute.source, None) if fact is None else (fact.source, fact.as_of)
    wrong: Trouble | None = "coarse" if coarse and value is not None else trouble
    return ObservedValue(attribute.name, attribute.label, text, source, as_of, wrong)


def observed_values(given: Answer) -> tuple[ObservedValue, ...]:
    """Every value an answer looked at, once, in the order asked."""
    found: dict[str, ObservedValue] = {}
    if given.seen is not None:
        found[given.seen.attribute] = given.seen
    for part in given.parts:
        for value in observed_values(part):
            found.setdefault(value.attribute, value)
    return tuple(found.values())
