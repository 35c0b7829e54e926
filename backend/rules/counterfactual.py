"""Counterfactuals: the nearest other facts, a later day, or both, that would turn a decision into an approval; each verified."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations, islice, product

import msgspec

from backend.rules.answer import is_true
from backend.rules.change_dates import change_days, rule_change_days
from backend.rules.conditions import AllOf, Atom, Condition
from backend.rules.equivalence_classes import atoms_by_fact, nearest
from backend.rules.facts import value_on
from backend.rules.grants import grant_result
from backend.rules.missing_facts import with_values
from backend.rules.rule import Rule, conditions_of, in_force
from backend.rules.types import Fact, Facts, Value

MOST_DAYS = 40
MOST_TRIES = 2000
MOST_CHANGES = 3

Changes = Mapping[str, Value]


def without_expiry(facts: Facts) -> dict[str, Fact]:
    """Return the facts without expiry dates, as a forecast assumes."""
    return {name: msgspec.structs.replace(fact, expires=None) for name, fact in facts.items()}


def approves(rules: Sequence[Rule], facts: Facts, on: date) -> bool:
    """Check whether the rule in force on a date approves."""
    rule = in_force(rules, on)
    return rule is not None and grant_result(rule, facts, on).approves


def first_day(rules: Sequence[Rule], facts: Facts, on: date) -> date | None:
    """Return the first later day on which unchanged facts suffice."""
    kept = without_expiry(facts)
    return next((day for day in rule_change_days(rules, kept, on) if approves(rules, kept, day)), None)


def requirement_day(requirement: Condition, facts: Facts, on: date) -> date | None:
    """Return the first later day on which one requirement is true."""
    kept = without_expiry(facts)
    return next((day for day in change_days([requirement], kept, on) if is_true(requirement, kept, day)), None)


def ways_to_approval(rules: Sequence[Rule], facts: Facts, on: date) -> list[tuple[date, Changes]]:
    """Return the earliest day on which changed facts suffice, and the earliest on which none need to change."""
    usable = _still_known(rules, facts, on)
    kept = without_expiry(usable)
    found: list[tuple[date, Changes]] = []
    for day in [on, *rule_change_days(rules, kept, on)[:MOST_DAYS]]:
        changes = _changes(rules, usable if day == on else kept, day)
        if changes is None or (found and changes):
            continue
        found.append((day, changes))
        if not changes:
            break
    return found


def _still_known(rules: Sequence[Rule], facts: Facts, on: date) -> dict[str, Fact]:
    return {name: fact for name, fact in facts.items() if fact.expires is None or fact.expires >= on}


def _changes(rules: Sequence[Rule], facts: Facts, on: date) -> Changes | None:
    """Return the fewest and nearest changes that make the rule of a day approve; None if changing facts can't."""
    rule = in_force(rules, on)
    if rule is None:
        return None
    together: dict[str, Value] = {}
    for requirement in _to_mend(rule, facts, on):
        mended = _mend(rule, requirement, with_values(facts, together, on), on)
        if mended is None:
            return None
        together.update(mended)
    if grant_result(rule, with_values(facts, together, on), on).approves:
        return together
    at_once = _mend(rule, AllOf(rule.require), facts, on) or {}
    return at_once if grant_result(rule, with_values(facts, at_once, on), on).approves else None


def _to_mend(rule: Rule, facts: Facts, on: date) -> list[Condition]:
    """Return the requirements that aren't certainly true; if all are, what keeps the grant unknown."""
    open_ones = [requirement for requirement in rule.require if is_true(requirement, facts, on) is not True]
    if open_ones or grant_result(rule, facts, on).settled:
        return open_ones
    return [one for one in conditions_of(rule) if is_true(one, facts, on) is None]


def _mend(rule: Rule, condition: Condition, facts: Facts, on: date) -> Changes | None:
    if is_true(condition, facts, on) is True:
        return {}
    everything = atoms_by_fact(conditions_of(rule))
    open_names = [name for name, used in atoms_by_fact([condition]).items() if _may_differ(used[0], facts, on)]
    supposed = {name: _supposed(everything[name], facts, on) for name in open_names}
    to_touch = _names_to_touch(condition, facts, on)
    for size in range(1, min(MOST_CHANGES, len(open_names)) + 1):
        for names in combinations(open_names, size):
            if all(touched.intersection(names) for touched in to_touch):
                for chosen in islice(product(*(supposed[name] for name in names)), MOST_TRIES):
                    if is_true(condition, {**facts, **dict(zip(names, chosen, strict=True))}, on) is True:
                        return {name: fact.value for name, fact in zip(names, chosen, strict=True)}
    return None


def _supposed(atoms: list[Atom], facts: Facts, on: date) -> list[Fact]:
    """Return the facts that may be supposed of one attribute, nearest first."""
    return [Fact(value=value, source="supposed", as_of=on) for value in nearest(atoms, facts, on)]


def _names_to_touch(condition: Condition, facts: Facts, on: date) -> list[set[str]]:
    """Return, for each part that isn't true and has to be, the facts of which at least one must change."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    return [set(atoms_by_fact([part])) for part in parts if is_true(part, facts, on) is not True]


def _may_differ(atom: Atom, facts: Facts, on: date) -> bool:
    """Check whether a person can change this fact, or nobody has stated it yet."""
    return atom.attribute.changes or value_on(atom.attribute, facts, on)[0] is None
