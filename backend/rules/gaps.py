"""Gaps, overlaps and rows that are never reached, each with an example person: reasoning over intervals, no case is tried at random."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Literal

from msgspec import Struct

from backend.rules import calendar_periods
from backend.rules.comparators import IsKnown
from backend.rules.conditions import AllOf, AnyOf, Condition, atoms_of, needs_a_person
from backend.rules.examples import Person, WantedTruth, days_to_look_at, find_person
from backend.rules.rule import GrantRule, Rule, conditions_of

GapKind = Literal["no_grant", "overlap", "never_reached", "nobody", "idle", "idle_way", "no_version", "two_versions"]


class GapFound(Struct, frozen=True, kw_only=True):
    """What is wrong with a table, in which row (from 0, of requirements or grants), and a person whom it happens to.

    `no_grant`: meets everything and no grant fits. `overlap`: fits two grants of different worth, of which only the order decides.
    `never_reached`: fits a grant that an earlier one, or a requirement, always takes away. `nobody`: fits all requirements but the one
    named, since nobody can meet them together. `idle`: a requirement that never says no by itself. `idle_way`: one way of several that
    helps nobody whom another way doesn't help already. `no_version`, `two_versions`: a day without a rule, or with two.
    """

    kind: GapKind
    version: date
    row: int = 0
    other: int = 0
    on: date
    person: Person


def find_gaps(rules: Sequence[Rule]) -> tuple[GapFound, ...]:
    """Return what is wrong in all versions of a rule."""
    found = [*_between(rules)]
    for rule in rules:
        found += find_in_version(rule)
    return tuple(found)


def _between(rules: Sequence[Rule]) -> Iterator[GapFound]:
    ordered = sorted(rules, key=lambda one: one.valid_from)
    for n, (earlier, later) in enumerate(pairwise(ordered)):
        ends = earlier.valid_to
        after = None if ends is None else calendar_periods.add_days(ends, 1)
        kind: GapKind = "two_versions" if after is None or after > later.valid_from else "no_version"
        if after != later.valid_from:
            day = later.valid_from if kind == "two_versions" else after or later.valid_from
            yield GapFound(kind=kind, version=later.valid_from, row=n, on=day, person=_meets(earlier, day) or {})


def _meets(rule: Rule, on: date) -> Person | None:
    return find_person([(one, True) for one in rule.require], on)


def find_in_version(rule: Rule) -> Iterator[GapFound]:
    """Return what is wrong in one version."""
    days = days_to_look_at(conditions_of(rule), rule.valid_from)
    if not any(_meets(rule, day) is not None for day in days):
        yield _nobody(rule, days)
        return
    for look in (_idle, _idle_ways, _no_grant, _never_reached, _overlaps):
        yield from look(rule, days)


def _first(rule: Rule, days: Sequence[date], wanted: Sequence[WantedTruth]) -> tuple[date, Person] | None:
    for day in days:
        found = find_person(wanted, day)
        if found is not None:
            return day, found
    return None


def _nobody(rule: Rule, days: Sequence[date]) -> GapFound:
    """Name the last requirement without which somebody could meet the others."""
    for n in reversed(range(len(rule.require))):
        others = [(one, True) for at, one in enumerate(rule.require) if at != n]
        found = _first(rule, days, others)
        if found is not None:
            return GapFound(kind="nobody", version=rule.valid_from, row=n, on=found[0], person=found[1])
    return GapFound(kind="nobody", version=rule.valid_from, on=days[0], person={})


def _idle(rule: Rule, days: Sequence[date]) -> Iterator[GapFound]:
    for n, requirement in enumerate(rule.require):
        if needs_a_person(requirement) or any(isinstance(atom.compare, IsKnown) for atom in atoms_of(requirement)):
            continue  # what is only asked to be known is never answered with a no
        others = [(one, True) for at, one in enumerate(rule.require) if at != n]
        if _first(rule, days, [*others, (requirement, False)]) is None:
            met = _first(rule, days, [*others, (requirement, True)])
            yield GapFound(kind="idle", version=rule.valid_from, row=n, on=days[0], person=met[1] if met else {})


def _idle_ways(rule: Rule, days: Sequence[date]) -> Iterator[GapFound]:
    for n, requirement in enumerate(rule.require):
        if not isinstance(requirement, AnyOf) or needs_a_person(requirement):
            continue
        others: list[WantedTruth] = [(one, True) for at, one in enumerate(rule.require) if at != n]
        for way, part in enumerate(requirement.parts):
            rest: list[WantedTruth] = [(one, False) for at, one in enumerate(requirement.parts) if at != way]
            if _first(rule, days, [*others, *rest, (part, True)]) is None:
                met = _first(rule, days, [*others, (part, True)]) or (days[0], {})
                yield GapFound(kind="idle_way", version=rule.valid_from, row=n, other=way, on=met[0], person=met[1])


def _no_grant(rule: Rule, days: Sequence[date]) -> Iterator[GapFound]:
    conditions = [grant.when for grant in rule.grant]
    if not conditions or None in conditions:
        return
    none_fits = [(one, False) for one in conditions if one is not None]
    found = _first(rule, days, [*((one, True) for one in rule.require), *none_fits])
    if found is not None:
        yield GapFound(kind="no_grant", version=rule.valid_from, row=len(rule.grant) - 1, on=found[0], person=found[1])


def _never_reached(rule: Rule, days: Sequence[date]) -> Iterator[GapFound]:
    met: list[WantedTruth] = [(one, True) for one in rule.require]
    for n, grant in enumerate(rule.grant):
        earlier: list[WantedTruth] = [(_when(one), False) for one in rule.grant[:n]]
        if _first(rule, days, [*met, *earlier, (_when(grant), True)]) is None:
            fits = (
                _first(rule, days, [*met, (_when(grant), True)])
                or _first(rule, days, [(_when(grant), True)])
                or (days[0], {})
            )
            taken = next(
                (at for at in range(n) if find_person([(_when(rule.grant[at]), True)], fits[0], fits[1]) is not None), n
            )
            yield GapFound(
                kind="never_reached", version=rule.valid_from, row=n, other=taken, on=fits[0], person=fits[1]
            )


def _when(grant: GrantRule) -> Condition:
    return AllOf(()) if grant.when is None else grant.when


def _overlaps(rule: Rule, days: Sequence[date]) -> Iterator[GapFound]:
    """Two grants of which neither is inside the other: a table reader can't tell which one counts."""
    met: list[WantedTruth] = [(one, True) for one in rule.require]
    for (n, one), (m, other) in combinations(enumerate(rule.grant), 2):
        if one.when is None or other.when is None or _worth(one) == _worth(other):
            continue
        both = _first(rule, days, [*met, (one.when, True), (other.when, True)])
        apart = both and _first(rule, days, [*met, (one.when, True), (other.when, False)])
        if both and apart and _first(rule, days, [*met, (one.when, False), (other.when, True)]):
            yield GapFound(kind="overlap", version=rule.valid_from, row=m, other=n, on=both[0], person=both[1])


def _worth(grant: GrantRule) -> tuple[object, ...]:
    return (grant.amount, grant.unit, grant.period, grant.first_month, grant.for_months, grant.until, grant.says)
