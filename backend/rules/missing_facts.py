"""Unknown facts that would settle a decision, whatever their values turn out to be."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import NamedTuple

import msgspec

from backend.rules.answer import is_true
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not, fact_name, needs_a_person
from backend.rules.decision import Missing
from backend.rules.equivalence_classes import atoms_by_fact, exhaustive, representatives
from backend.rules.grants import grant_result
from backend.rules.rule import GrantRule, Rule, conditions_of
from backend.rules.types import Fact, Facts, Value

MOST_TRIES = 3000


class AssumedValue(NamedTuple):
    """Assumed value of one fact: number of requirements it fails, and the facts still open."""

    value: Value
    refused: int
    still: frozenset[str]


def missing_facts(rule: Rule, facts: Facts, on: date) -> tuple[Missing, ...]:
    """Return a minimal set of facts that settles the decision (checked for up to 3,000 combinations).

    Clauses left to a person are put aside: no fact can settle them.
    """
    asked = without_people(rule)
    if grant_result(asked, facts, on).settled:
        return ()
    open_atoms = {fact_name(atom.attribute): atom for atom in _open(asked, facts, on)}
    told = {name: _outcomes(asked, facts, on, name) for name in open_atoms}
    needed = list(open_atoms)
    for name in reversed(list(open_atoms)):
        fewer = {one: _promising_first(told[one], name) for one in needed if one != name}
        if would_settle(asked, facts, on, fewer):
            needed = list(fewer)
    return tuple(_asked_for(open_atoms[name], name) for name in needed)


def would_settle(rule: Rule, facts: Facts, on: date, values: Mapping[str, Sequence[Value]]) -> bool:
    """Check that the decision is settled for each combination of values; false if there are too many."""
    tries = count()

    def open_still(known: Facts, left: list[str]) -> bool:
        """Some values of the facts left keep it open; what is settled once stays so, whatever else becomes known."""
        settled = grant_result(rule, known, on).settled
        if settled or not left or next(tries) > MOST_TRIES:
            return not settled
        return any(open_still(with_values(known, {left[0]: value}, on), left[1:]) for value in values[left[0]])

    return all(values.values()) and not open_still(facts, list(values))


def _outcomes(rule: Rule, facts: Facts, on: date, name: str) -> list[AssumedValue]:
    """For each candidate value of a fact: requirements that would fail and facts still open; None above the limit."""
    atoms = atoms_by_fact(conditions_of(rule))[name]
    found = []
    for value in representatives(atoms, on) if exhaustive(atoms) else ():
        known = with_values(facts, {name: value}, on)
        refused = sum(is_true(requirement, known, on) is False for requirement in rule.require)
        found.append(
            AssumedValue(value, refused, frozenset(fact_name(atom.attribute) for atom in _open(rule, known, on)))
        )
    return found


def _promising_first(told: list[AssumedValue], without: str) -> list[Value]:
    """Sort values so that those without a failure and with an open fact come first."""
    return [one.value for one in sorted(told, key=lambda one: (one.refused, without not in one.still))]


def with_values(facts: Facts, values: Mapping[str, Value], on: date) -> dict[str, Fact]:
    """Return the facts with some values replaced."""
    return {**facts, **{name: Fact(value=value, source="supposed", as_of=on) for name, value in values.items()}}


def without_people(rule: Rule) -> Rule:
    """Return the rule as if a person had agreed to all clauses for a person."""
    kept = tuple(part for part in map(_agreed, rule.require) if part is not None)
    grants = tuple(_grant_agreed(grant) for grant in rule.grant)
    return msgspec.structs.replace(rule, require=kept, grant=grants)


def _grant_agreed(grant: GrantRule) -> GrantRule:
    return grant if grant.when is None else msgspec.structs.replace(grant, when=_agreed(grant.when))


def _agreed(condition: Condition) -> Condition | None:
    if not needs_a_person(condition):
        return condition
    if isinstance(condition, AllOf):
        kept = tuple(part for part in map(_agreed, condition.parts) if part is not None)
        return AllOf(kept, condition.says) if kept else None
    return None


def _open(rule: Rule, facts: Facts, on: date) -> Iterator[Atom]:
    for condition in conditions_of(rule):
        yield from _unknown(condition, facts, on)


def _unknown(condition: Condition, facts: Facts, on: date) -> Iterator[Atom]:
    """Return the comparisons that keep a condition undecided."""
    if is_true(condition, facts, on) is not None:
        return
    match condition:
        case Atom():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _unknown(part, facts, on)
        case Not(part):
            yield from _unknown(part, facts, on)
        case NeedsPerson():
            return


def _asked_for(atom: Atom, name: str) -> Missing:
    derived = atom.attribute.derived
    label = atom.attribute.label if derived is None else derived.label
    return Missing(name, label, atom.attribute.question, atom.attribute.source)
