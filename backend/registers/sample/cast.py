"""Cast: the invented people of stories, tests and trials, read from cast.toml."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backend.kit.identity_number import sample_number
from backend.registers.attributes import attributes
from backend.registers.sample.residents import Disagreement, Resident
from backend.registers.to_facts import register_of
from backend.registers.types import PARTICULARS
from backend.rules import wording
from backend.rules.facts import parse_value

CAST = Path(__file__).with_name("cast.toml")
ACCOUNT = "8800000"  # no bank has numbers that begin like this


class CastFileError(Exception):
    """Raised for an entry that doesn't fit the dictionary."""


class Member(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Member of the cast: role, identity, and what the registers know."""

    key: str
    name: str
    born: date
    sex: Literal["male", "female"]
    sequence: int
    phone: str
    group: Literal["stories", "senior", "families"]
    story: str
    proof: Literal["none", "document", "face", "provider", "officer"] = (
        "face"  # how they proved themselves before the trial
    )
    number: str = ""
    hukou_address: str = ""
    living_address: str = ""
    household: str = ""
    facts: dict[str, Any] = {}
    no_record: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    disagree: dict[str, Disagreement] = {}

    @property
    def id_number(self) -> str:
        """Sample identity number from birth date and sequence, or the published sample in the file."""
        return self.number or sample_number(self.born, self.sequence)

    @property
    def international_phone(self) -> str:
        """Phone number in E.164."""
        return f"+86{self.phone}"


@cache
def cast() -> Mapping[str, Member]:
    """Return the cast by key, in file order."""
    return {key: _member(key, table) for key, table in _file()["person"].items()}


def resident(member: Member) -> Resident:
    """Return a member as the registers know them."""
    facts = {"birth_date": member.born, "sex": member.sex, **_file()["everybody"], **member.facts}
    facts |= _texts(member, facts["hukou"], facts["address_division"])
    absent = {*member.no_record, *member.silent}
    if "hukou" in absent:
        absent.add("hukou_address")
    return Resident(
        number=member.id_number, name=member.name, silent=frozenset(member.silent), disagree=member.disagree,
        facts={name: value for name, value in facts.items() if name not in absent},
    )  # fmt: skip


def address(division: str, house: int) -> str:
    """Return an invented address in a division; its street name says that it is a sample."""
    place = wording.place(division)
    province = "广东省" if place.startswith("深圳市") else ""
    return f"{province}{place}样本花园{house}栋{100 + house}室"


def _texts(member: Member, hukou: str, division: str) -> dict[str, str]:
    house = int(member.phone[-2:])
    return {
        "name": member.name, "hukou_address": member.hukou_address or address(hukou, house),
        "living_address": member.living_address or address(division, house), "payable_account": account(house),
        "household_number": member.household or household(house),
    }  # fmt: skip


def household(serial: int) -> str:
    """Return an invented household register number (户号)."""
    return f"8800{serial:05d}"


def account(serial: int) -> str:
    """Return an invented account number: 19 digits, valid Luhn check, no bank's prefix."""
    body = f"{ACCOUNT}{serial:011d}"
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str(-sum(number // 10 + number % 10 for number in doubled) % 10)


@cache
def _file() -> dict[str, Any]:
    file = tomllib.loads(CAST.read_text("utf-8"))
    _fits("everybody", file["everybody"])
    return file


def _member(key: str, table: dict[str, Any]) -> Member:
    try:
        member = msgspec.convert({**table, "key": key}, Member)
    except msgspec.ValidationError as error:
        raise CastFileError(f"{CAST.name}: {key}: {error}") from error
    _fits(key, member.facts)
    _fits(key, {name: other.value for name, other in member.disagree.items()})
    for name in (*member.no_record, *member.silent):
        if register_of(name) is None:
            raise CastFileError(f"{CAST.name}: {key}: no register knows {name}")
    return member


def _fits(key: str, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if register_of(name) is None:
            raise CastFileError(f"{CAST.name}: {key}: no register knows {name}")
        if name in PARTICULARS:
            continue
        try:
            parse_value(attributes()[name], value)
        except ValueError as error:
            raise CastFileError(f"{CAST.name}: {key}: {name}: {error}") from error
