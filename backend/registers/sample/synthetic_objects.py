"""Things of synthetic residents: the shop of whoever runs one, its food licence, the motor wheelchair of whoever has one; made from the columns.

The number holds the row, so that nothing is kept: `92440304MA5H00042` + check character is the shop of row 42.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from stdnum.cn import uscc

from backend.registers.objects import NamedObject
from backend.registers.sample.population import SamplePopulation
from backend.registers.sample.residents import Resident

T = TypeVar("T")
SHOP, FOOD, WHEELS = "92440304MA5H", "YBJYH", "粤BH"
DIGITS = 5
KINDS = {
    "sole_trader": "operator",
    "company": "legal_representative",
    "branch": "legal_representative",
    "partnership": "legal_representative",
}


def shop_number(row: int) -> str:
    """Return the credit code of the business of a row."""
    body = f"{SHOP}{row:0{DIGITS}d}"
    return body + str(uscc.calc_check_digit(body))


def made_object(population: SamplePopulation, asked: NamedObject, made: Callable[..., T]) -> T | None:
    """Return the thing of a synthetic resident; None if the number is of no such thing."""
    maker = {"organisation": (SHOP, _shop), "licence": (FOOD, _food), "vehicle": (WHEELS, _wheels)}.get(asked.kind)
    if maker is None or not asked.number.startswith(maker[0]):
        return None
    row = asked.number.removeprefix(maker[0])[:DIGITS]
    owner = population.by_row(int(row)) if row.isdecimal() and row.isascii() and len(row) == DIGITS else None
    found = None if owner is None else maker[1](owner, int(row))
    return None if found is None or found["number"] != asked.number else made(kind=asked.kind, **found)


def _shop(owner: Resident, row: int) -> dict[str, Any] | None:
    state, kind = owner.facts.get("business_registration"), str(owner.facts.get("business_kind"))
    if state in (None, "none"):
        return None
    told = {"business_registration": state, "organisation_insured": bool(owner.facts.get("insured_now"))}
    for name in ("business_kind", "business_registered_on", "registration_only_sector"):
        if name in owner.facts:
            told[name] = owner.facts[name]
    return {"number": shop_number(row), "authority": {owner.number: KINDS.get(kind, "operator")}, "facts": told}


def _food(owner: Resident, row: int) -> dict[str, Any] | None:
    if not any(one.get("kind") == "food_business" for one in owner.facts.get("licences", ())):
        return None
    told = {"licence_kind": "food_business", "licence_state": "valid", "licence_open_cases": 0}
    return {"number": f"{FOOD}{row:0{DIGITS}d}", "authority": {owner.number: "operator"}, "facts": told}


def _wheels(owner: Resident, row: int) -> dict[str, Any] | None:
    if not owner.facts.get("motor_wheelchair_registered"):
        return None
    told = {"vehicle_kind": "motor_wheelchair", "vehicle_fuel": "fuel" if row % 2 else "electric"}
    return {"number": f"{WHEELS}{row:0{DIGITS}d}", "authority": {owner.number: "owner"}, "facts": told}
