"""Things of synthetic residents, made from the columns: shops, food licences, motor wheelchairs.

The number holds the row, so that nothing is kept: `92440304MA5H00042` + check character is the shop of row 42.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from backend.registers.objects import NamedObject
from backend.registers.sample.population import SamplePopulation
from backend.registers.sample.residents import Resident

T = TypeVar("T")
FILE = Path(__file__).with_name("objects.toml")
DIGITS = 5
KINDS = {
    "sole_trader": "operator",
    "company": "legal_representative",
    "branch": "legal_representative",
    "partnership": "legal_representative",
}


@cache
def prefixes() -> Mapping[str, str]:
    """Return how the numbers of each kind begin."""
    return msgspec.convert(tomllib.loads(FILE.read_text("utf-8"))["made"], dict[str, str])


def number_of(kind: str, row: int) -> str:
    """Return the number of a thing of a row; of a business its credit code."""
    return shop_number(row) if kind == "organisation" else f"{prefixes()[kind]}{row:0{DIGITS}d}"


def shop_number(row: int) -> str:
    """Return the credit code of the business of a row."""
    from stdnum.cn import uscc  # 6 MB, loaded when used

    body = f"{prefixes()['organisation']}{row:0{DIGITS}d}"
    return body + str(uscc.calc_check_digit(body))


def made_object(population: SamplePopulation, asked: NamedObject, made: Callable[..., T]) -> T | None:
    """Return the thing of a synthetic resident; None if the number is of no such thing."""
    maker, prefix = MAKERS.get(asked.kind), prefixes().get(asked.kind, "")
    if maker is None or not asked.number.startswith(prefix):
        return None
    row = asked.number.removeprefix(prefix)[:DIGITS]
    owner = population.by_row(int(row)) if row.isdecimal() and row.isascii() and len(row) == DIGITS else None
    if owner is None or asked.number != number_of(asked.kind, int(row)):
        return None
    found = maker(owner, int(row))
    return None if found is None else made(kind=asked.kind, number=asked.number, **found)


def _shop(owner: Resident, _: int) -> dict[str, Any] | None:
    state, kind = owner.facts.get("business_registration"), str(owner.facts.get("business_kind"))
    if state in (None, "none"):
        return None
    told = {"business_registration": state, "organisation_insured": bool(owner.facts.get("insured_now"))}
    for name in ("business_kind", "business_registered_on", "registration_only_sector"):
        if name in owner.facts:
            told[name] = owner.facts[name]
    return {"authority": {owner.number: KINDS.get(kind, "operator")}, "facts": told}


def _food(owner: Resident, _: int) -> dict[str, Any] | None:
    if not any(one.get("kind") == "food_business" for one in owner.facts.get("licences", ())):
        return None
    told = {"licence_kind": "food_business", "licence_state": "valid", "licence_open_cases": 0}
    return {"authority": {owner.number: "operator"}, "facts": told}


def _wheels(owner: Resident, row: int) -> dict[str, Any] | None:
    if not owner.facts.get("motor_wheelchair_registered"):
        return None
    told = {"vehicle_kind": "motor_wheelchair", "vehicle_fuel": "fuel" if row % 2 else "electric"}
    return {"authority": {owner.number: "owner"}, "facts": told}


MAKERS: dict[str, Callable[[Resident, int], dict[str, Any] | None]] = {
    "organisation": _shop,
    "licence": _food,
    "vehicle": _wheels,
}
