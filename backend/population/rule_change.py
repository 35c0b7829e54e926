"""What a changed rule means for everybody on a day: who gets it, loses it, gets more or less, and for whom it isn't known; counts only.

People come in kinds: the row of the old rule that they fall under, and the row of the new one. Each kind has an example person, made up
from the rules alone.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import Spread, grouped_counts, without_application_facts
from backend.population.table import Population
from backend.rules import bitmaps
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.bitmaps import Bits
from backend.rules.conditions import AllOf, Condition
from backend.rules.examples import Person, WantedTruth, find_person
from backend.rules.rule import GrantRule, Rule, conditions_of_grant, in_force

Way = Literal["gains", "loses", "more", "less", "other"]
MONTHS_OF_YEAR = {"month": 12, "year": 1, "once": 1}


class ChangedKind(Struct, frozen=True, kw_only=True):
    """People for whom the same changes: from which row to which (None: not approved), how many, and an example."""

    way: Way
    before: GrantRule | None
    after: GrantRule | None
    count: int | None
    person: Person | None


class RuleChange(Struct, frozen=True, kw_only=True):
    """Effect of a changed rule on a day; None: under twenty."""

    on: date
    gains: Spread
    loses: Spread
    more: Spread
    less: Spread
    unclear: int | None
    kinds: tuple[ChangedKind, ...]


def rule_change(
    population: Population, old: Sequence[Rule], new: Sequence[Rule], on: date, shown: DisclosureRule
) -> RuleChange:
    """Compare two sets of rules on a day."""
    index = population.on(on)
    before, after = (share_out(population, index, in_force(rules, on)) for rules in (old, new))
    sets: dict[Way, Bits] = {}
    kinds: list[ChangedKind] = []
    for way, was, now, bits in _changed(before, after):
        sets[way] = sets[way] | bits if way in sets else bits
        example = _example(in_force(old, on), in_force(new, on), was, now, on)
        kinds.append(ChangedKind(way=way, before=was, after=now, count=shown.total(bits), person=example))
    nobody = bitmaps.none_of(population.columns.count)
    spread = {way: grouped_counts(index, sets.get(way, nobody), shown) for way in ("gains", "loses", "more", "less")}
    unclear = shown.total(_unclear(population, index, in_force(new, on)))
    return RuleChange(on=on, unclear=unclear, kinds=tuple(_withheld(kinds)), **spread)


def _withheld(kinds: Sequence[ChangedKind]) -> Iterator[ChangedKind]:
    """Withhold all counts of a way where one is too small: total and others would give it away."""
    small = {one.way for one in kinds if one.count is None}
    yield from (replace(one, count=None) if one.way in small else one for one in kinds)


Shares = list[tuple[GrantRule | None, Bits]]


def share_out(population: Population, index: BitmapIndex, rule: Rule | None) -> Shares:
    """Return who falls under which grant; the first share is those whom the rule doesn't approve."""
    if rule is None:
        return [(None, population.present)]
    bare = without_application_facts(rule)
    left = index.rows_where(AllOf(bare.require), True) & population.present
    shares: Shares = []
    for grant in bare.grant or (GrantRule(),):
        asked = AllOf(conditions_of_grant(grant))
        shares.append((grant, left & index.rows_where(asked, True) if asked.parts else left))
        if grant.when is None:
            break
        left = left & index.rows_where(grant.when, False)
    approved = bitmaps.none_of(population.columns.count)
    for _, bits in shares:
        approved = approved | bits
    return [(None, population.present & ~approved), *shares]


def _changed(before: Shares, after: Shares) -> Iterator[tuple[Way, GrantRule | None, GrantRule | None, Bits]]:
    for was, old in before:
        for now, new in after:
            way = way_of(was, now)
            if way is not None:
                bits = old & new
                if bits.any():
                    yield way, was, now, bits


def way_of(was: GrantRule | None, now: GrantRule | None) -> Way | None:
    """Classify the change from one row to another (None: not approved); None where nothing changes."""
    if was is None or now is None:
        return None if was is now else "gains" if was is None else "loses"
    old, new = _worth(was), _worth(now)
    if old == new:
        return None
    return "more" if new > old else "less"


def _worth(grant: GrantRule) -> int:
    """Yuan of a year, for comparing rows."""
    return (grant.amount or 0) * MONTHS_OF_YEAR.get(grant.period or "once", 1)


def _unclear(population: Population, index: BitmapIndex, rule: Rule | None) -> Bits:
    if rule is None:
        return bitmaps.none_of(population.columns.count)
    yes, no = index.mask(AllOf(without_application_facts(rule).require))
    return population.present & ~yes & ~no


def _example(
    old: Rule | None, new: Rule | None, was: GrantRule | None, now: GrantRule | None, on: date
) -> Person | None:
    return find_person([*_wanted(old, was), *_wanted(new, now)], on)


def _wanted(rule: Rule | None, grant: GrantRule | None) -> list[WantedTruth]:
    if rule is None:
        return []
    if grant is None:
        return [(AllOf(rule.require), False)]
    met: list[WantedTruth] = [(one, True) for one in rule.require]
    for one in rule.grant:
        when: Condition = AllOf(()) if one.when is None else one.when
        if one == grant:
            return [*met, (when, True)]
        met.append((when, False))
    return met
