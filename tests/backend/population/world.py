"""Profiles as registers leave them: agreeing, contradicting, running out, malformed; and how they get into the database."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend.population.binary_copy import BinaryCopyReader
from backend.population.row_format import row_format
from backend.population.table import Population
from backend.registers.attributes import attributes
from backend.residents import store
from backend.residents.profile_facts import settled
from backend.rules import bitmaps
from backend.rules.answer import is_true
from backend.rules.types import Attribute, Fact
from tests.backend.rules.chance import Chance as RuleChance

TODAY = date(2026, 11, 23)
PLACES = ("440304", "440304001", "440304007", "4403", "44", "430102", "440303", "440304001028")
STORED = [one for one in attributes().values() if one.derived is None and not one.of_object]


class Chance:
    """Draws profiles; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def day(self) -> date:
        return TODAY + timedelta(self.draw.choice((-30000, -8000, -400, -30, -1, 0, 1, 30)) + self.draw.randint(-3, 3))

    def value(self, attribute: Attribute) -> Any:
        options = [option.value for option in attribute.options]
        match attribute.kind:
            case "date":
                return self.day().isoformat()
            case "number":
                return self.draw.choice((0, 1, 12, 70, 3_000_000_000))
            case "yes_no":
                return self.draw.random() < 0.5
            case "division":
                return self.draw.choice(PLACES)
            case "code":
                return self.draw.choice(options)
            case "codes":
                return sorted(self.draw.sample(options, self.draw.randint(0, len(options))))
        return [self.record(options) for _ in range(self.draw.randint(0, 3))]

    def record(self, options: list[str]) -> dict[str, Any]:
        sides = {"from": self.day().isoformat(), "until": self.day().isoformat()}
        return {"kind": self.draw.choice(options), **{k: v for k, v in sides.items() if self.draw.random() < 0.6}}

    def told(self, attribute: Attribute) -> list[dict[str, Any]]:
        """One or two answers: the same, another one, none, one that ends, one that doesn't fit."""
        first = self.value(attribute)
        values = [first, *self.draw.choice(([], [], [], [first], [self.value(attribute)], [None], ["?"]))]
        return [self.answer(value, place) for place, value in enumerate(values)]

    def answer(self, value: Any, place: int) -> dict[str, Any]:
        told: dict[str, Any] = {
            "value": value,
            "source": ("population", "civil_affairs")[place],
            "as_of": f"2026-11-{23 - place}T09:00:00+08:00",
        }
        if self.draw.random() < 0.25:
            told["expires"] = (TODAY + timedelta(self.draw.choice((-1, 0, 1, 40)))).isoformat() + "T12:00:00+08:00"
        return told

    def profile(self) -> dict[str, Any]:
        some = self.draw.sample(STORED, self.draw.randint(0, len(STORED)))
        return {one.name: self.told(one) for one in some}


def facts_on(profile: dict[str, Any], day: date) -> dict[str, Fact]:
    """What the profile comes to on a day, by the one rule that settles it."""
    told = {one.name: settled(one, profile[one.name], day, again=True) for one in STORED if one.name in profile}
    return {name: fact for name, fact in told.items() if fact is not None}


async def moves_in(db: Any, profile: dict[str, Any]) -> UUID:
    """A new person with this profile."""
    person = uuid4()
    await db.execute("insert into person (id) values ($1)", person)
    await store.add_profile(db, person=person)
    await learns(db, person, profile)
    return person


async def learns(db: Any, person: UUID, told: dict[str, Any]) -> None:
    """The registers told something new."""
    await db.execute("update profile set facts = facts || $2, version = version + 1 where person = $1", person, told)


DAYS = (TODAY, TODAY + timedelta(1), TODAY + timedelta(45), date(2024, 2, 29))


def nobody() -> Population:
    return BinaryCopyReader(row_format(), 1).population(b"", (), 1)


def says_the_same(population: Population, people: dict[int, dict], seed: int, many: int = 40) -> None:
    """Random conditions of every kind are answered for everybody together as for each alone."""
    chance = RuleChance(seed, (*(one.name for one in STORED), "age", "partner_age"))
    for day in DAYS:
        index, facts = population.on(day), {place: facts_on(held, day) for place, held in people.items()}
        for _ in range(many):
            condition = chance.condition()
            yes, no = index.mask(condition)
            for place, told in facts.items():
                truth = is_true(condition, told, day)
                assert bitmaps.holds(yes, place) == (truth is True), (day, place, condition)
                assert bitmaps.holds(no, place) == (truth is False), (day, place, condition)


STREETS = ("440304001", "440304007")


def told(value, source="population"):
    return [{"value": value, "source": source, "as_of": "2026-11-23T09:00:00+08:00"}]


def district(*born):
    """Residents born so many days before somebody turns 70 today, alternately in two streets."""
    population = nobody()
    place = 0
    for days, many in born:
        for _ in range(many):
            place += 1
            birth = TODAY.replace(year=TODAY.year - 70) - timedelta(days)
            population.change(
                place, {"birth_date": told(birth.isoformat()), "address_division": told(STREETS[place % 2])}
            )
    return population
