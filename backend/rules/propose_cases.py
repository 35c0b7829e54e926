"""Propose test cases for what no case covers yet: on, before and after each boundary, 29 February, unknown, contradictory,
each requirement unmet, a thing of somebody else.

The expected result is what the rule says now; an editor looks at it and takes it over, or finds that the rule is wrong.
"""

from calendar import isleap
from collections.abc import Container, Iterator, Sequence
from datetime import date
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.conditions import Atom, Condition, atoms_of, fact_name
from backend.rules.coverage import THINGS, Uncovered, cuts, find_uncovered, wrong_value
from backend.rules.decision import Decision
from backend.rules.examples import Person, find_person
from backend.rules.explain import requirement_sentence
from backend.rules.rule import Expect, Rule, RuleFile, RuleTestCase
from backend.rules.rule_tests import decide_test_case
from backend.rules.slots.sentences import condition_sentence
from backend.rules.types import Dictionary, Register, Value
from backend.rules.value_ranges import FAR

SAYS = Messages.beside(__file__).texts("proposed", Audience.OFFICER)
FEBRUARY_29, LAST_DAY = (2, 29), date.max.toordinal()
REGISTERS = frozenset(get_args(Register))


def propose_cases(file: RuleFile, dictionary: Dictionary, today: date) -> tuple[RuleTestCase, ...]:
    """Return cases for everything that is uncovered and can be made up, each with the result of the rule as it stands."""
    rule = max(file.rules, key=lambda one: one.valid_from)
    on = max(rule.valid_from, today) if rule.valid_to is None else rule.valid_from
    made: list[RuleTestCase] = []
    taken = {case.name for case in file.cases}
    lacking = [one for lack in find_uncovered(file, dictionary) for one in _people(lack, rule, on)]
    for name, facts in (*lacking, *_contradicting(file, rule, on)):
        if any(facts == one.facts for one in made):
            continue
        made.append(with_result(file, _case(name, on, facts, taken), dictionary))
        taken.add(made[-1].name)
    return tuple(made)


def with_result(file: RuleFile, case: RuleTestCase, dictionary: Dictionary) -> RuleTestCase:
    """Return a case that expects what the rule says now."""
    return replace(case, expect=expectation(decide_test_case(file, case, dictionary)))


def expectation(decision: Decision) -> Expect:
    """Return the expectation that a decision fulfils."""
    grant = decision.grant
    return Expect(
        outcome=decision.outcome, failing=tuple(one.says for one in decision.reasons if one.answer == "no"),
        missing=tuple(one.attribute for one in decision.missing), amount=grant.amount if grant else None,
        period=grant.period if grant else None,
    )  # fmt: skip


def _case(name: str, on: date, facts: dict[str, Any], taken: Container[str]) -> RuleTestCase:
    return RuleTestCase(name=free_name(name, taken), on=on, facts=facts, expect=Expect(outcome="person"))


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name that isn't taken: the same, or with a number."""
    number, free = 2, name
    while free in taken:
        free, number = SAYS("again", name=name, number=number), number + 1
    return free


def _people(lack: Uncovered, rule: Rule, on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    base = approved_person(rule, on)
    if lack.kind == "outcome" and lack.inside and base is not None:
        yield SAYS("approve"), plain(base)
    elif lack.kind == "unmet" and lack.requirement is not None:
        yield (
            SAYS("unmet", requirement=requirement_sentence(lack.requirement)),
            _unmet(rule, lack.requirement, on, base),
        )
    elif lack.kind == "wrong_object" and lack.requirement is not None and lack.atom is not None:
        yield from _of_another(rule, lack.requirement, lack.atom, on)
    elif lack.kind == "unknown" and base is not None:
        yield from _unknown(rule, base)
    elif lack.atom is not None and lack.kind != "unmet":
        yield from _at_boundary(rule, lack, lack.atom, on)


def approved_person(rule: Rule, on: date) -> Person | None:
    """Return somebody whom the rule approves on a day."""
    return find_person([(one, True) for one in rule.require], on, _whatever_grants_need(rule, on))


def _whatever_grants_need(rule: Rule, on: date) -> Person:
    """A value for facts that only grants ask about, so that no grant stays unknown."""
    asked = {fact_name(a.attribute) for one in rule.require for a in atoms_of(one)}
    only = [one.when for one in rule.grant if one.when is not None and not _names(one.when) <= asked]
    return find_person([(one, True) for one in only[:1]], on) or {}


def _names(condition: Condition) -> set[str]:
    return {fact_name(atom.attribute) for atom in atoms_of(condition)}


def _unmet(rule: Rule, requirement: Condition, on: date, base: Person | None) -> dict[str, Any]:
    """The facts of somebody who fails a requirement; what only has to be known is what no register answers."""
    found = unmet_person(rule, requirement, on, base)
    if found is not None:
        return plain(found)
    silent = {
        fact_name(atom.attribute): {"trouble": "silent", "source": atom.attribute.source}
        for atom in atoms_of(requirement)
    }
    return {**plain(base or {}), **{name: fact for name, fact in silent.items() if name}}


def unmet_person(rule: Rule, requirement: Condition, on: date, base: Person | None) -> Person | None:
    """Return somebody who fails this requirement and, where that is possible, no other."""
    others = [(one, True) for one in rule.require if one is not requirement]
    alone = find_person([*others, (requirement, False)], on, _whatever_grants_need(rule, on))
    if alone is not None:
        return alone
    found = find_person([(requirement, False)], on)
    return None if found is None else {**(base or {}), **found}


def _of_another(rule: Rule, requirement: Condition, atom: Atom, on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Somebody who names a thing of somebody else, and meets every other requirement where that is possible."""
    others = [(one, True) for one in rule.require if one is not requirement]
    given = {**_whatever_grants_need(rule, on), fact_name(atom.attribute): wrong_value(atom)}
    found = find_person([*others, (requirement, False)], on, given) or find_person([(requirement, False)], on, given)
    if found is not None:
        yield SAYS("wrong_object", thing=THINGS[atom.attribute.subject]), plain(found)


def _unknown(rule: Rule, base: Person) -> Iterator[tuple[str, dict[str, Any]]]:
    """One fact that no register answers."""
    for atom in _asked(rule, base)[-1:]:
        name, label, source = fact_name(atom.attribute), atom.attribute.label, atom.attribute.source
        yield SAYS("unknown", label=label), {**plain(base), name: {"trouble": "silent", "source": source}}


def _contradicting(file: RuleFile, rule: Rule, on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Somebody about whom two registers say different things, where no case has that: advised, not demanded."""
    facts = (fact for case in file.cases for fact in case.facts.values())
    base = approved_person(rule, on)
    if base is None or any(isinstance(fact, dict) and fact.get("trouble") == "contradiction" for fact in facts):
        return
    registered = [one for one in _asked(rule, base) if one.attribute.source in REGISTERS]
    for atom in registered[-1:]:
        name, label, source = fact_name(atom.attribute), atom.attribute.label, atom.attribute.source
        yield SAYS("contradiction", label=label), {**plain(base), name: {"trouble": "contradiction", "source": source}}


def _asked(rule: Rule, base: Person) -> list[Atom]:
    """Return the comparisons of the requirements that read a fact of this person."""
    return [a for one in rule.require for a in atoms_of(one) if fact_name(a.attribute) in base]


def _at_boundary(rule: Rule, lack: Uncovered, atom: Atom, on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    name = fact_name(atom.attribute)
    value = leap_day_value(atom, on) if lack.kind == "leap_day" else boundary_value(atom, on, lack.inside)
    if value is None:
        return
    met = [(one, True) for one in rule.require]
    apart = [(one, True) for one in rule.require if name not in _names(one)]
    grants = _whatever_grants_need(rule, on)
    given = {**grants, name: value}
    found = find_person(met, on, given) or find_person(apart, on, given) or given
    if lack.kind == "leap_day":
        yield SAYS("leap_day", label=atom.attribute.label), plain(found)
    else:
        sentence = condition_sentence(atom)
        yield (SAYS("inside", sentence=sentence) if lack.inside else SAYS("outside", sentence=sentence)), plain(found)


def boundary_value(atom: Atom, on: date, inside: bool) -> Value:
    """Return the stored value directly on one side of a comparison's boundary; None where there is no such value."""
    dated = atom.attribute.derived is not None or atom.attribute.kind == "date"
    for low, high in cuts(atom, on, on if dated else 0):
        edges: Sequence[tuple[int, int]] = ((high, high + 1), (low, low - 1))
        for edge, beyond in edges:
            if abs(edge) < FAR and (value := edge if inside else beyond) > (0 if dated else -FAR):
                if dated and value > LAST_DAY:
                    continue
                return date.fromordinal(value) if dated else value
    return None


def leap_day_value(atom: Atom, on: date) -> Value:
    """Return a 29 February for which the comparison is true, the nearest before the boundary; else the last one before the day."""
    inside = boundary_value(atom, on, True)
    start = inside if isinstance(inside, date) else on
    year = next(
        one for one in range(start.year, start.year - 9, -1) if isleap(one) and date(one, *FEBRUARY_29) <= start
    )
    return date(year, *FEBRUARY_29)


def plain(person: Person) -> dict[str, Any]:
    """Return the facts of a person as a case holds them."""
    facts: dict[str, Any] = msgspec.to_builtins(dict(person))
    return facts
