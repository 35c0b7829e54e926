"""Coverage of the test cases beside a rule: approval, unknown, clause for a person, each requirement, each boundary."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, cast

from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules import comparators as c
from backend.rules.conditions import Atom, Condition, atoms_of, fact_name
from backend.rules.decision import Decision
from backend.rules.explain import requirement_sentence
from backend.rules.facts import read_facts
from backend.rules.rule import Outcome, Rule, RuleFile, RuleTestCase, conditions_of, in_force, words_for
from backend.rules.rule_tests import decide_test_case
from backend.rules.slots.sentences import condition_sentence
from backend.rules.types import Dictionary, ObjectKind
from backend.rules.value_ranges import FAR, Cuts, birth_date_ranges, date_ranges, number_ranges

_messages = Messages.beside(__file__)
LACKING = _messages.texts("lacking", Audience.OFFICER)
Thing = Literal["account", ObjectKind]
THINGS = _messages.words("Thing", Thing)
OUTCOMES = _messages.words("Outcome", Outcome)
STRANGER = "none"
"""Value of the relation to a thing that no register knows of."""


class Uncovered(Struct, frozen=True, kw_only=True):
    """What no test case covers: in words, and what a case would need: an outcome, something unknown, an unmet requirement, a side of a boundary."""

    says: str
    kind: Literal["outcome", "unknown", "unmet", "wrong_object", "side", "leap_day"]
    requirement: Condition | None = None
    atom: Atom | None = None
    inside: bool = False


def coverage_gaps(file: RuleFile, dictionary: Dictionary) -> tuple[str, ...]:
    """Describe what no test case covers; empty if the latest rule is covered on every side."""
    return tuple(dict.fromkeys(one.says for one in find_uncovered(file, dictionary)))


def find_uncovered(file: RuleFile, dictionary: Dictionary) -> Iterator[Uncovered]:
    """Return what no test case covers."""
    decisions = [decide_test_case(file, case, dictionary) for case in file.cases]
    for outcome in ("approve", "person"):
        if not any(one.outcome == outcome for one in decisions):
            yield Uncovered(
                says=LACKING("outcome", outcome=OUTCOMES[outcome]), kind="outcome", inside=outcome == "approve"
            )
    if not any(one.missing for one in decisions):
        yield Uncovered(says=LACKING("unknown"), kind="unknown")
    dictionary = words_for(file.rules, dictionary)
    latest = max(file.rules, key=lambda rule: rule.valid_from)
    yield from _wrong_objects(latest, file, decisions)
    failed = {reason.says for one in decisions for reason in one.reasons if reason.answer != "yes"}
    for requirement in latest.require:
        if requirement_sentence(requirement) not in failed:
            says = LACKING("unmet", requirement=requirement_sentence(requirement))
            yield Uncovered(says=says, kind="unmet", requirement=requirement)
    yield from _edges(latest, file, dictionary)


def _wrong_objects(rule: Rule, file: RuleFile, decisions: Sequence[Decision]) -> Iterator[Uncovered]:
    """Somebody else's licence, child, account: a case has to show that it isn't approved."""
    refused = [case.facts for case, one in zip(file.cases, decisions, strict=True) if one.outcome == "person"]
    for requirement in rule.require:
        for atom in atoms_of(requirement):
            name, wrong = fact_name(atom.attribute), wrong_value(atom)
            if wrong is not None and not any(_stated(facts, name) == wrong for facts in refused):
                says = LACKING("wrong_object", thing=THINGS[atom.attribute.subject])
                yield Uncovered(says=says, kind="wrong_object", requirement=requirement, atom=atom)


def _stated(facts: Mapping[str, Any], name: str) -> object:
    fact = facts.get(name)
    return fact.get("value") if isinstance(fact, dict) else fact


def wrong_value(atom: Atom) -> str | bool | None:
    """Return the value that says that the thing is somebody else's; None for a comparison that isn't about that."""
    attribute, compare = atom.attribute, atom.compare
    if attribute.subject == "account" and compare == c.Is(True):
        return False
    if attribute.name != f"{attribute.subject}_authority":
        return None
    allowed = compare.values if isinstance(compare, c.OneOf) else (getattr(compare, "value", STRANGER),)
    return None if STRANGER in allowed else STRANGER


def _edges(rule: Rule, file: RuleFile, dictionary: Dictionary) -> Iterator[Uncovered]:
    cases = [case for case in file.cases if in_force(file.rules, case.on) is rule]
    for condition in conditions_of(rule):
        for atom in atoms_of(condition):
            tried = {side for case in cases for side in _sides(atom, case, dictionary)}
            for side in (True, False) if _has_edge(atom) else ():
                if side not in tried:
                    key = "inside" if side else "outside"
                    says = LACKING(key, label=atom.attribute.label, operand=condition_sentence(atom))
                    yield Uncovered(says=says, kind="side", atom=atom, inside=side)
            if _counts_months(atom) and not any(_leap(atom, case) for case in cases):
                yield Uncovered(says=LACKING("leap_day", label=atom.attribute.label), kind="leap_day", atom=atom)


def _has_edge(atom: Atom) -> bool:
    return atom.attribute.name != "today" and isinstance(
        atom.compare,
        c.AtLeast
        | c.AtMost
        | c.MoreThan
        | c.LessThan
        | c.NotPassed
        | c.Reached
        | c.AtLeastAgo
        | c.WithinLast
        | c.WithinNext
        | c.BeforeAnniversary,
    )


def _counts_months(atom: Atom) -> bool:
    if atom.attribute.derived is not None:
        return atom.attribute.derived.by == "completed_years"
    span = getattr(atom.compare, "span", None)
    return isinstance(atom.compare, c.BeforeAnniversary) or (span is not None and span.full_months > 0)


def _sides(atom: Atom, case: RuleTestCase, dictionary: Dictionary) -> Iterator[bool]:
    """Return on which sides of a boundary a test case's value lies directly."""
    fact = read_facts(case.facts, dictionary, "sample", case.on).get(fact_name(atom.attribute))
    if fact is None or fact.value is None or not _has_edge(atom):
        return
    value = fact.value.toordinal() if isinstance(fact.value, date) else cast(int, fact.value)
    for low, high in cuts(atom, case.on, fact.value):
        if (value == low and low > -FAR) or (value == high and high < FAR):
            yield True
        if value in (low - 1, high + 1):
            yield False


def cuts(atom: Atom, on: date, value: object) -> Cuts:
    """Return the ranges of stored values for which a comparison is true on a day; `value`: a stored value, whose years recurring dates are looked at."""
    if atom.attribute.derived is not None:
        return birth_date_ranges(atom.compare, on)
    if isinstance(value, date):
        return date_ranges(atom.compare, on, max(value.year - 1, 1), value.year + 1)
    return number_ranges(atom.compare)


def _leap(atom: Atom, case: RuleTestCase) -> bool:
    return str(case.facts.get(fact_name(atom.attribute), "")).endswith("-02-29")
