"""What a changed rule makes of one application, and how many of each kind may be shown. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import get_args
from uuid import UUID

from msgspec.structs import replace

from backend.cases.rule_replay.types import ReplayCount, ReplayGroup, ReplayKind
from backend.population.disclosure_control import DisclosureRule
from backend.population.rule_change import way_of
from backend.rules.conditions import needs_a_person
from backend.rules.counterfactual import without_expiry
from backend.rules.decide import settled_facts
from backend.rules.grants import grant_result
from backend.rules.population_impact import LEAST, withhold_small
from backend.rules.rule import GrantRule, Rule, in_force
from backend.rules.types import Facts

GROUPS: tuple[ReplayGroup, ...] = get_args(ReplayGroup)


def first_day(old: Sequence[Rule], new: Sequence[Rule], today: date) -> date:
    """Return the first day, from today on, on which the changed rules say something else."""
    return max(today, min((rule.valid_from for rule in new if rule not in old), default=today))


def kind_of_change(old: Sequence[Rule], new: Sequence[Rule], facts: Facts, on: date) -> ReplayKind:
    """Compare two sets of rules on the same facts and day, as if registers said the same on that day."""
    known = without_expiry(settled_facts((*old, *new), facts))
    if not is_settled(in_force(new, on), known, on):
        return "unclear"
    return way_of(row_for(in_force(old, on), known, on), row_for(in_force(new, on), known, on)) or "same"


def row_for(rule: Rule | None, facts: Facts, on: date) -> GrantRule | None:
    """Return the row under which a rule approves; None where it doesn't."""
    found = grant_result(rule, facts, on) if rule else None
    return (found.grant or GrantRule()) if found and found.approves else None


def is_settled(rule: Rule | None, facts: Facts, on: date) -> bool:
    """Check whether nothing unknown matters; a clause for a person isn't a fact that is missing."""
    if rule is None:
        return True
    asked = tuple(one for one in rule.require if not needs_a_person(one))
    return grant_result(replace(rule, require=asked), facts, on).settled


class Counted:
    """Applications of one kind: how many, a digest of which, and up to twenty of their people."""

    def __init__(self) -> None:
        self.cases, self.digest, self.people = 0, hashlib.blake2b(digest_size=16), set[UUID]()

    def add(self, case: UUID, person: UUID) -> None:
        """Count one."""
        self.cases += 1
        self.digest.update(case.bytes)
        if len(self.people) < LEAST:
            self.people.add(person)

    @property
    def size(self) -> int:
        """Number that decides whether it may be shown: the cases, or the people where those are under twenty."""
        return self.cases if len(self.people) >= LEAST else len(self.people)


class Tally:
    """Counts of applications by group and kind."""

    def __init__(self) -> None:
        self.kinds: dict[ReplayGroup, dict[ReplayKind, Counted]] = {group: {} for group in GROUPS}
        self.whole = {group: Counted() for group in GROUPS}

    def add(self, group: ReplayGroup, kind: ReplayKind, case: UUID, person: UUID) -> None:
        """Count one application."""
        self.kinds[group].setdefault(kind, Counted()).add(case, person)
        self.whole[group].add(case, person)

    def shown(self, rule: DisclosureRule) -> list[ReplayCount]:
        """Return the counts that may be shown (decision 0036); a group of under twenty people is not taken apart."""
        return [count for group in GROUPS for count in self._group(group, rule)]

    def _group(self, group: ReplayGroup, rule: DisclosureRule) -> Iterator[ReplayCount]:
        whole, kinds = self.whole[group], self.kinds[group]
        if whole.size < LEAST:
            yield ReplayCount(group=group, kind=None, count=None if whole.cases else 0)
            return
        names = list(kinds)
        told = {one.name: one.count for one in withhold_small([kinds[kind].size for kind in names], list(names))}
        for kind in names:
            counted = kinds[kind]
            count = (
                None if told[kind] is None else rule.people(counted.cases, counted.digest.digest(), f"{group} {kind}")
            )
            yield ReplayCount(group=group, kind=kind, count=count)
