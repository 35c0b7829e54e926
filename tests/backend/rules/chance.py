"""Random conditions, people, rules and days, drawn a hundred times faster than Hypothesis does; one seed, one draw."""

import random
from datetime import date, timedelta
from functools import cache
from typing import Any

from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not
from backend.rules.durations import Duration
from backend.rules.parse_condition import COMPARATORS
from backend.rules.rule import GrantRule, Rule
from backend.rules.types import Attribute, Fact, Record
from tests.backend.rules.strategies import ASKED, EDGES, LEAP, STORED

PLACES = ("44", "4403", "440304", "440304001", "440303", "43", "430102", "440304001028", "99")
TROUBLES = ("contradiction", "silent", "malformed")
FIRST, DAYS = date(1915, 1, 1), 43_000
STARTS = (date(2000, 1, 1), date(2024, 7, 1), date(2027, 1, 1))


@cache
def fitting(attribute: Attribute) -> tuple[type, ...]:
    """The comparators for an attribute."""
    return tuple(compare for compare in COMPARATORS.values() if attribute.kind in compare.kinds)


@cache
def options(attribute: Attribute) -> tuple[str, ...]:
    return tuple(option.value for option in attribute.options)


class Chance:
    """Draws whatever the properties are asked of."""

    def __init__(self, seed: int, asked: tuple[str, ...] = ASKED, stored: tuple[str, ...] = STORED) -> None:
        self.draw = random.Random(seed)
        self.asked = [attributes()[name] for name in asked]
        self.stored = [attributes()[name] for name in stored]

    def day(self) -> date:
        chance = self.draw.random()
        if chance < 0.3:
            return self.draw.choice(EDGES if chance < 0.15 else LEAP)
        return FIRST + timedelta(self.draw.randrange(DAYS))

    def today(self) -> date:
        chance = self.draw.random()
        if chance < 0.3:
            return self.draw.choice(EDGES[6:] if chance < 0.15 else LEAP[4:])
        return date(2018, 1, 1) + timedelta(self.draw.randrange(4700))

    def span(self) -> Duration:
        draw = self.draw
        if draw.random() < 0.3:
            return Duration(days=draw.randint(1, 400))
        return Duration(
            years=draw.randint(0, 3), months=draw.randint(1, 30), days=draw.choice((0, 0, 0, draw.randint(1, 40)))
        )

    def value(self, attribute: Attribute) -> Any:
        draw = self.draw
        match attribute.kind:
            case "date":
                return self.day()
            case "number":
                return draw.randint(-2, 130)
            case "yes_no":
                return draw.random() < 0.5
            case "division":
                return draw.choice(PLACES)
            case "code":
                return draw.choice(options(attribute))
            case "codes":
                return tuple(sorted(one for one in options(attribute) if draw.random() < 0.4))
            case "records":
                return tuple(self.record(attribute) for _ in range(draw.randint(0, 3)))
        return "x"

    def record(self, attribute: Attribute) -> Record:
        since, until = (self.day() if self.draw.random() < 0.6 else None for _ in range(2))
        return Record(kind=self.draw.choice(options(attribute)), since=since, until=until)

    def compare(self, attribute: Attribute) -> Any:
        compare, draw = self.draw.choice(fitting(attribute)), self.draw
        if compare in (c.AtLeast, c.AtMost, c.MoreThan, c.LessThan):
            return compare(draw.randint(-2, 130))
        if compare in (c.CountAtLeast, c.CountAtMost):
            return compare(draw.randint(0, 4))
        if compare in (c.Before, c.Since):
            return compare(self.day())
        if compare in (c.AtLeastAgo, c.WithinLast, c.WithinNext):
            return compare(self.span())
        if compare in (c.Has, c.Lacks, c.Had):
            return compare(draw.choice(options(attribute)))
        return self._rarer(compare, attribute)

    def _rarer(self, compare: type, attribute: Attribute) -> Any:
        draw = self.draw
        if compare is c.BeforeAnniversary:
            return compare(draw.randint(0, 120))
        if compare is c.InMonth:
            return compare(tuple(draw.sample(range(1, 13), draw.randint(1, 4))))
        if compare is c.Within:
            return compare(tuple(draw.sample(PLACES, draw.randint(1, 2))))
        if compare is c.OneOf:
            return compare(tuple({self.value(attribute) for _ in range(draw.randint(1, 3))}))
        return compare(self.value(attribute)) if compare is c.Is else compare()

    def atom(self) -> Atom:
        attribute = self.draw.choice(self.asked)
        return Atom(attribute, self.compare(attribute), "要求")

    def condition(self, deep: int = 2, people: bool = True) -> Condition:
        chance = self.draw.random()
        if deep == 0 or chance < 0.4:
            return NeedsPerson("看一看") if people and chance < 0.03 else self.atom()
        if chance < 0.55:
            return Not(self.condition(deep - 1, people))
        parts = tuple(self.condition(deep - 1, people) for _ in range(self.draw.randint(1, 3)))
        return AllOf(parts) if chance < 0.78 else AnyOf(parts)

    def fact(self, attribute: Attribute) -> Fact:
        chance, day = self.draw.random(), date(2026, 1, 1)
        if chance < 0.7:
            return Fact(value=self.value(attribute), source="sample", as_of=day)
        if chance < 0.85:
            return Fact(value=self.value(attribute), source="sample", as_of=date(2020, 1, 1), expires=self.day())
        trouble = self.draw.choice(TROUBLES) if chance < 0.95 else None
        return Fact(source="sample", as_of=day, trouble=trouble)

    def person(self) -> dict[str, Fact]:
        share = self.draw.random()
        return {one.name: self.fact(one) for one in self.stored if self.draw.random() < share}

    def rule(self) -> Rule:
        people = self.draw.random() < 0.1
        grants = [
            GrantRule(when=self.condition(1, people=False), amount=100 * place, unit="元", period="month")
            for place in range(1, self.draw.randint(1, 3))
        ]
        if self.draw.random() < 0.5:
            grants.append(GrantRule(amount=10, unit="元", period="month"))
        return Rule(
            valid_from=self.draw.choice(STARTS),
            basis="依据",
            provenance="proposal",
            grant=tuple(grants),
            require=tuple(self.condition(2, people) for _ in range(self.draw.randint(1, 4))),
        )
