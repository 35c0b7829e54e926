"""212 rules of the usual shape over 27 attributes, and invented residents to ask them of; one seed, one world."""

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from backend.registers.attributes import attributes
from backend.registers.sample.generate import generate
from backend.rules import bitmaps
from backend.rules import comparators as c
from backend.rules.column_answers import divisions_inside, value_ranges_for
from backend.rules.columns import AttributeColumn, Columns
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition
from backend.rules.durations import Duration
from backend.rules.rule import Rule
from backend.rules.types import Attribute
from backend.rules.value_ranges import birth_date_ranges

ON = date(2026, 11, 10)
RULES = 212
SEED = 212
DIVISIONS = ("4403", "44", "440304", "440304001", "440304004", "440304007", "440304010", "43", "430102")
ASKED = (
    "birth_date",
    "hukou",
    "hukou_since",
    "address_division",
    "sex",
    "alive",
    "identity_verified",
    "degree_level",
    "degree_confirmed",
    "study_mode",
    "graduated_on",
    "criminal_record",
    "credit_exclusion",
    "insured_now",
    "insured_months_running",
    "insured_months_in_24",
    "employment_status",
    "housing_fund_account",
    "property_count",
    "marital_status",
    "disability_level",
    "disability_valid_until",
    "low_income_status",
    "residence_registered_on",
    "residence_permit",
    "pension_status",
)
AGES = (6, 14, 16, 18, 20, 22, 35, 40, 45, 50, 55, 60, 65, 70, 80, 90, 100)


@dataclass(frozen=True)
class World:
    """What is measured: the rules, and the columns of the residents they are asked of."""

    rules: dict[str, tuple[Rule, ...]]
    columns: Columns
    people: list[dict[str, Any]]


def world(count: int, rules: int = RULES) -> World:
    """So many residents (only the attributes asked), the rules, and plain values of a few residents."""
    residents = generate(count, ON)
    held = {name: residents.columns.by_name[name] for name in ASKED}
    rows = random.Random(SEED).sample(range(count), min(400, count))
    people = [{name: value for name, value in residents.facts(row).items() if name in ASKED} for row in rows]
    return World(made_rules(rules), Columns(count, held), people)


def made_rules(count: int = RULES) -> dict[str, tuple[Rule, ...]]:
    """Rules of three to six requirements, some of them a choice of two; thresholds repeat, as they do in practice."""
    chance = random.Random(SEED)
    pool = [_atom(chance, name) for name in ASKED for _ in range(6 if name in ("birth_date", "hukou") else 5)]
    made: dict[str, tuple[Rule, ...]] = {}
    for number in range(count):
        require = tuple(_requirement(chance, pool) for _ in range(chance.randint(3, 5)))
        rule = Rule(valid_from=date(2018, 1, 1), basis="bench", provenance="proposal", require=require)
        made[f"S{number:03}"] = (rule,)
    return made


def _requirement(chance: random.Random, pool: list[Atom]) -> Condition:
    if chance.random() < 0.1:
        return AnyOf((chance.choice(pool), chance.choice(pool)), "二者之一")
    return chance.choice(pool)


def _atom(chance: random.Random, name: str) -> Atom:
    attribute = attributes()[name]
    if name == "birth_date":
        attribute = attributes()["age"]
        compare: c.Compare = c.AtLeast(chance.choice(AGES)) if chance.random() < 0.7 else c.AtMost(chance.choice(AGES))
        return Atom(attribute, compare, f"年龄{chance.random():.3f}")
    return Atom(attribute, _compare(chance, attribute), f"{attribute.label}{chance.random():.3f}")


def _compare(chance: random.Random, attribute: Attribute) -> c.Compare:
    match attribute.kind:
        case "yes_no":
            return c.Is(chance.random() < 0.7)
        case "number":
            return c.AtLeast(chance.choice((1, 2, 3, 6, 12, 18, 24))) if chance.random() < 0.6 else c.AtMost(2)
        case "division":
            return c.Within(tuple(sorted(chance.sample(DIVISIONS, chance.choice((1, 1, 2))))))
        case "date":
            since = chance.choice((c.AtLeastAgo, c.WithinLast))(Duration(months=chance.choice((6, 12, 24, 36))))
            return since if chance.random() < 0.8 else c.NotPassed()
    values = [option.value for option in attribute.options]
    several = c.OneOf(tuple(sorted(chance.sample(values, min(2, len(values))))))
    return several if chance.random() < 0.5 else c.Is(chance.choice(values))


def atoms_in(rules: dict[str, tuple[Rule, ...]]) -> list[Atom]:
    """The distinct comparisons of all rules."""
    found: dict[Any, Atom] = {}
    for versions in rules.values():
        for requirement in versions[0].require:
            for atom in requirement.parts if isinstance(requirement, AllOf | AnyOf) else (requirement,):
                found.setdefault((atom.attribute.name, atom.compare), atom)
    return list(found.values())


def flags_known(columns: Columns, name: str) -> np.ndarray:
    """Which rows of a column are known."""
    known = columns.by_name[name].known
    return np.ones(columns.count, bool) if known is None else bitmaps.flags(known, columns.count)


def encoded_cuts(atom: Atom, column: AttributeColumn, on: date) -> tuple[tuple[int, int], ...]:
    """The encoded values (0 or more) for which a comparison holds, for those who write it in another language."""
    if atom.attribute.derived is not None:
        cuts = birth_date_ranges(atom.compare, on)
    elif column.attribute.kind == "division":
        cuts = tuple(sorted(divisions_inside(atom.compare, column.vocabulary)))
    else:
        cuts = value_ranges_for(atom.compare, column, on)
    top = min(int(np.iinfo(column.values.dtype).max), 2**31 - 1)
    return tuple((max(low, 0), min(high, top)) for low, high in cuts)
