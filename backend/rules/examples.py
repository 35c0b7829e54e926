"""Example persons (witnesses): facts for which given conditions come out as wanted, found over the equivalence classes of each fact.

Complete for the closed vocabulary: if no person is found, there is none, except where `equivalence_classes.exhaustive` says that more
kinds of records are named than are combined.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from backend.rules import calendar_periods
from backend.rules.answer import is_true
from backend.rules.conditions import Atom, Condition, atoms_of, fact_name, needs_a_person
from backend.rules.equivalence_classes import atoms_by_fact, representatives
from backend.rules.missing_facts import with_values
from backend.rules.types import Facts, Value

WantedTruth = tuple[Condition, bool]
Person = Mapping[str, Value]
MOST_STEPS = 20_000
MOST_KINDS = 8  # of records or codes, combined with each other: 256 lists


def find_person(wanted: Sequence[WantedTruth], on: date, given: Person | None = None) -> Person | None:
    """Return values of facts for which each condition has the wanted truth on a day; `given` ones are kept. None: there is nobody.

    Clauses that only a person can judge are left out: nothing can be reasoned about them.
    """
    asked = [(condition, truth) for condition, truth in wanted if not needs_a_person(condition)]
    choices = classes((condition for condition, _ in asked), on)
    return _search(asked, on, dict(given or {}), choices, [MOST_STEPS])


def classes(conditions: Iterable[Condition], on: date) -> dict[str, tuple[Value, ...]]:
    """Return one value for each class of a fact that the conditions tell apart."""
    return {name: _told_apart(name, atoms, on) for name, atoms in atoms_by_fact(conditions).items()}


def _told_apart(name: str, atoms: list[Atom], on: date) -> tuple[Value, ...]:
    found: dict[tuple[bool | None, ...], Value] = {}
    for value in representatives(atoms, on, MOST_KINDS):
        facts = with_values({}, {name: value}, on)
        truths = tuple(is_true(atom, facts, on) for atom in atoms)
        if None not in truths:
            found.setdefault(truths, value)
    return tuple(found.values())


def _search(
    asked: Sequence[WantedTruth],
    on: date,
    given: dict[str, Value],
    choices: Mapping[str, Sequence[Value]],
    left: list[int],
) -> Person | None:
    left[0] -= 1
    facts = with_values({}, given, on)
    truths = [is_true(condition, facts, on) for condition, _ in asked]
    if left[0] < 0 or any(
        truth is (not wanted) for truth, (_, wanted) in zip(truths, asked, strict=True) if truth is not None
    ):
        return None
    name = next(_undecided(asked, truths, facts), None)
    if name is None:
        return given
    for value in choices[name]:
        found = _search(asked, on, {**given, name: value}, choices, left)
        if found is not None:
            return found
    return None


def _undecided(asked: Sequence[WantedTruth], truths: Sequence[bool | None], facts: Facts) -> Iterator[str]:
    for (condition, _), truth in zip(asked, truths, strict=True):
        if truth is None:
            yield from (
                name for atom in atoms_of(condition) if (name := fact_name(atom.attribute)) and name not in facts
            )


def days_to_look_at(conditions: Iterable[Condition], first: date) -> tuple[date, ...]:
    """Return the first day of a rule and, where it asks about the calendar, the first day of each of the next twelve months."""
    if not any(fact_name(atom.attribute) == "" for condition in conditions for atom in atoms_of(condition)):
        return (first,)
    start = calendar_periods.month_start(first)
    return (first, *(calendar_periods.add_months(start, ahead) for ahead in range(1, 13)))
