"""Coverage of the test cases beside a rule: approval, unknown, clause for a person, each requirement, each boundary."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules import comparators as c
from backend.rules.conditions import Atom, atoms_of, fact_name
from backend.rules.explain import requirement_sentence
from backend.rules.facts import read_facts
from backend.rules.rule import Rule, RuleFile, RuleTestCase, conditions_of, in_force, words_for
from backend.rules.rule_tests import decide_test_case
from backend.rules.types import Dictionary
from backend.rules.value_ranges import FAR, Cuts, birth_date_ranges, date_ranges, number_ranges

LACKING = Messages.beside(__file__).texts("lacking", Audience.OFFICER)


def coverage_gaps(file: RuleFile, dictionary: Dictionary) -> tuple[str, ...]:
    """Describe what no test case covers; empty if the latest rule is covered on every side."""
    return tuple(dict.fromkeys(_uncovered(file, dictionary)))


def _uncovered(file: RuleFile, dictionary: Dictionary) -> Iterator[str]:
    decisions = [decide_test_case(file, case, dictionary) for case in file.cases]
    for outcome in ("approve", "person"):
        if not any(one.outcome == outcome for one in decisions):
            yield LACKING("outcome", outcome=outcome)
    if not any(one.missing for one in decisions):
        yield LACKING("unknown")
    dictionary = words_for(file.rules, dictionary)
    latest = max(file.rules, key=lambda rule: rule.valid_from)
    failed = {reason.says for one in decisions for reason in one.reasons if reason.answer != "yes"}
    for requirement in latest.require:
        if requirement_sentence(requirement) not in failed:
            yield LACKING("unmet", requirement=requirement_sentence(requirement))
    yield from _edges(latest, file, dictionary)


def _edges(rule: Rule, file: RuleFile, dictionary: Dictionary) -> Iterator[str]:
    cases = [case for case in file.cases if in_force(file.rules, case.on) is rule]
    for condition in conditions_of(rule):
        for atom in atoms_of(condition):
            tried = {side for case in cases for side in _sides(atom, case, dictionary)}
            if _has_edge(atom):
                for side in (True, False):
                    if side not in tried:
                        yield LACKING(
                            "inside" if side else "outside", label=atom.attribute.label, operand=_operand(atom)
                        )
            if _counts_months(atom) and not any(_leap(atom, case) for case in cases):
                yield LACKING("leap_day", label=atom.attribute.label)


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
    for low, high in _cuts(atom, case.on, fact.value):
        if (value == low and low > -FAR) or (value == high and high < FAR):
            yield True
        if value in (low - 1, high + 1):
            yield False


def _cuts(atom: Atom, on: date, value: object) -> Cuts:
    if atom.attribute.derived is not None:
        return birth_date_ranges(atom.compare, on)
    if isinstance(value, date):
        return date_ranges(atom.compare, on, max(value.year - 1, 1), value.year + 1)
    return number_ranges(atom.compare)


def _leap(atom: Atom, case: RuleTestCase) -> bool:
    return str(case.facts.get(fact_name(atom.attribute), "")).endswith("-02-29")


def _operand(atom: Atom) -> str:
    named = (f"{name}={getattr(atom.compare, name)}" for name in atom.compare.__struct_fields__)
    return f"{type(atom.compare).__name__} {' '.join(named)}".strip()
