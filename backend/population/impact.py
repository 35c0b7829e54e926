"""Impact of rules on the district: eligible residents on a day and soon after, gains and losses of a draft. Counts only.

What comes about only when somebody applies (they prove who they are, fill in the form, declare something) is nobody's fact before;
such a requirement is taken as met, and so is one about a thing that a form names. A requirement that registers can answer too is asked as it stands.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from backend.population.disclosure_control import DisclosureRule
from backend.population.table import Population
from backend.rules import bitmaps, calendar_periods, population_impact
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.bitmaps import Bits
from backend.rules.conditions import Condition, atoms_of, needs_a_person
from backend.rules.population_impact import Group
from backend.rules.rule import Rule
from backend.rules.types import Source

AHEAD = 30  # days in which somebody is newly eligible
STREET = "address_division"
SEX = "sex"
APPLYING: frozenset[Source] = frozenset(("identity", "self", "district", "bank"))


class Spread(Struct, frozen=True):
    """Set of residents by street, age band and sex."""

    total: int | None
    streets: tuple[Group, ...]
    ages: tuple[Group, ...]
    sexes: tuple[Group, ...]


class ImpactCounts(Struct, frozen=True):
    """Counts of a service's rules on a day."""

    on: date
    residents: int | None
    eligible: Spread
    today: int | None
    soon: int | None


class Effect(Struct, frozen=True):
    """Counts of a rule change on a day."""

    on: date
    before: int | None
    after: int | None
    gained: Spread
    lost: Spread


def impact_counts(population: Population, rules: Sequence[Rule], on: date, shown: DisclosureRule) -> ImpactCounts:
    """Count who is eligible on a day, who becomes so that day, and who within thirty days."""
    index = population.on(on)
    now = eligible(population, index, rules)
    return ImpactCounts(
        on, shown.total(population.present), grouped_counts(index, now, shown), shown.total(newly_eligible(population, rules, on)),
        shown.total(soon(population, rules, on)),
    )  # fmt: skip


def effect(population: Population, old: Sequence[Rule], new: Sequence[Rule], on: date, shown: DisclosureRule) -> Effect:
    """Count who gains and loses if other rules were in force on a day."""
    index = population.on(on)
    before, after = eligible(population, index, old), eligible(population, index, new)
    gained, lost = after & ~before, before & ~after
    told = population_impact.impact_of(before, after)
    return Effect(
        on, shown.number(told.before, before, ""), shown.number(told.after, after, ""),
        grouped_counts(index, gained, shown), grouped_counts(index, lost, shown),
    )  # fmt: skip


def eligible(population: Population, index: BitmapIndex, rules: Sequence[Rule]) -> Bits:
    """Return the residents whom the rule in force would approve by machine once they apply."""
    return population_impact.eligible(index, [without_application_facts(rule) for rule in rules]) & population.present


def without_application_facts(rule: Rule) -> Rule:
    """Return the rule without requirements that only an application can meet."""
    kept = tuple(one for one in rule.require if not _when_applying(one))
    return msgspec.structs.replace(rule, require=kept)


def _when_applying(requirement: Condition) -> bool:
    asked = [atom.attribute for atom in atoms_of(requirement)]
    known_later = all(one.source in APPLYING or one.of_object for one in asked)
    return bool(asked) and known_later and not needs_a_person(requirement)


def newly_eligible(population: Population, rules: Sequence[Rule], on: date) -> Bits:
    """Return the residents who are eligible on a day and were not on the day before."""
    before = eligible(population, _passing(population, calendar_periods.add_days(on, -1)), rules)
    return eligible(population, population.on(on), rules) & ~before


def soon(population: Population, rules: Sequence[Rule], on: date, days: int = AHEAD) -> Bits:
    """Return the residents who aren't eligible on a day but will be within the given days if nothing changes."""
    now, later = eligible(population, population.on(on), rules), bitmaps.none_of(population.columns.count)
    for ahead in range(1, days + 1):
        later |= eligible(population, _passing(population, calendar_periods.add_days(on, ahead)), rules)
    return later & ~now


def _passing(population: Population, day: date) -> BitmapIndex:
    """Return a temporary index for a day, leaving the cached days alone."""
    return population.days.get(day) or BitmapIndex(population.columns_on(day), day)


def grouped_counts(index: BitmapIndex, bits: Bits, shown: DisclosureRule) -> Spread:
    """Count a set by group as it may be shown; a set that is too small isn't split."""
    total = shown.total(bits)
    if not total:
        return Spread(total, (), (), ())
    streets = population_impact.split_by_street(index, bits, STREET)
    return Spread(
        total, _by_size(_told(shown.groups(streets))), _told(shown.groups(population_impact.split_by_age(index, bits))),
        _told(shown.groups(population_impact.split_by_code(index, bits, SEX))),
    )  # fmt: skip


def _told(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Return the groups unless all are withheld."""
    return groups if any(group.count is not None for group in groups) else ()


def _by_size(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (group.count is None, -(group.count or 0), group.name)))
