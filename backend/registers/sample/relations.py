"""Who is whose child, who holds an office, and which telephone numbers belong to whom, in the sample world."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from backend.kit.identity_number import sample_number
from backend.registers.authority import LegalAuthority, Object, Relation
from backend.registers.phone_numbers import HeldNumber
from backend.registers.sample.cast import Member, cast, resident
from backend.registers.sample.residents import Resident

FILE = Path(__file__).with_name("relations.toml")
REGISTERED = date(2019, 3, 1)
"""Since when the numbers of the cast are theirs."""
ADULT = 18


class Child(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A minor child of some of the cast."""

    key: str
    name: str
    born: date
    sex: Literal["male", "female"]
    sequence: int
    parents: tuple[str, ...]

    @property
    def id_number(self) -> str:
        """The sample number made of birth and sequence."""
        return sample_number(self.born, self.sequence)


class Neighbour(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody whom the registers know and who has no account at this installation; `alone`: nobody else has the number."""

    number: str
    born: date
    alone: bool


class Organisation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A company or an individual business, and who speaks for it."""

    key: str
    name: str
    code: str
    relation: Literal["legal_representative", "operator"]
    holder: str
    since: date


class Relations(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    landline_only: tuple[str, ...]
    landlines: dict[str, str]
    child: tuple[Child, ...]
    organisation: tuple[Organisation, ...]
    neighbour: tuple[Neighbour, ...]


class Took(Struct, frozen=True):
    """Somebody took an office over."""

    organisation: str
    holder: str
    on: date


class Offices:
    """Who holds which office now; what a trial or test has changed is kept over a restart."""

    def __init__(self, file: Path) -> None:
        self._file = file
        lines = file.read_bytes().splitlines() if file.exists() else []
        self._took = [msgspec.json.decode(line, type=Took) for line in lines]

    def take(self, one: Took) -> None:
        """Somebody of the cast takes an office over."""
        if one.organisation not in {o.key for o in relations().organisation} or one.holder not in cast():
            raise msgspec.ValidationError("no such organisation or person")
        self._took.append(one)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as file:
            file.write(msgspec.json.encode(one) + b"\n")
        self._file.chmod(0o600)

    def holder(self, organisation: Organisation) -> tuple[str, date]:
        """Who speaks for an organisation, and since when."""
        found = next((one for one in reversed(self._took) if one.organisation == organisation.key), None)
        return (organisation.holder, organisation.since) if found is None else (found.holder, found.on)


@cache
def relations() -> Relations:
    """Everything that the file says."""
    return msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), Relations)


def as_resident(child: Child) -> Resident:
    """A child as the registers know one: it lives with its first parent."""
    parent = resident(cast()[child.parents[0]])
    facts = {
        **parent.facts, "name": child.name, "birth_date": child.born, "sex": child.sex, "children": [], "benefits": [], "licences": [],
        "payable_account": "", "marital_status": "single",
    }  # fmt: skip
    return Resident(
        number=child.id_number, name=child.name, silent=parent.silent, facts={k: v for k, v in facts.items() if v != ""}
    )


def authorities(who: Resident, offices: Offices) -> Iterator[LegalAuthority]:
    """What a person may act for, by law."""
    key = next((member.key for member in cast().values() if member.id_number == who.number), "")
    for child in relations().child:
        if key in child.parents:
            thing = Object(kind="person", number=child.id_number, name=child.name)
            grown = child.born.replace(year=child.born.year + ADULT)
            yield LegalAuthority(relation="parent", object=thing, since=child.born, until=grown)
    for one in relations().organisation:
        holder, since = offices.holder(one)
        if holder == key:
            relation: Relation = one.relation
            yield LegalAuthority(
                relation=relation, object=Object(kind="organisation", number=one.code, name=one.name), since=since
            )


def numbers(who: Resident) -> tuple[HeldNumber, ...]:
    """Telephone numbers of a person, with the landline if the file has one."""
    member = next((one for one in cast().values() if one.id_number == who.number), None)
    return () if member is None else tuple(_numbers_of(member))


def _numbers_of(member: Member) -> Iterator[HeldNumber]:
    if member.key not in relations().landline_only:
        yield HeldNumber(number=member.international_phone, kind="mobile", since=REGISTERED, alone=True)
    if landline := relations().landlines.get(member.key):
        yield HeldNumber(number=landline, kind="landline", since=REGISTERED, alone=True)
