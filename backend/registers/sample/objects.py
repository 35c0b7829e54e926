"""Things of the sample world and who has something to do with them: those of the cast from a file, those of synthetic residents made.

One world: an organisation answers as the relations and the columns of its owner say, a residence permit as the licences do.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backend.registers.attributes import attributes
from backend.registers.objects import NamedObject
from backend.registers.sample.cast import cast
from backend.registers.sample.population import SamplePopulation
from backend.registers.sample.relations import Offices, authorities, relations
from backend.registers.sample.residents import Resident, same_name
from backend.registers.sample.synthetic_objects import made_object
from backend.rules.facts import parse_value
from backend.rules.types import ObjectKind

FILE = Path(__file__).with_name("objects.toml")
PERMIT_PREFIX, SAMPLE_AREA = "440304", "880000"


class SampleObject(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing: what registers know of it, and the authority of people (by identity number or key of the cast)."""

    kind: ObjectKind
    number: str
    name: str = ""
    held_by: str = ""
    authority: Mapping[str, str] = {}
    facts: dict[str, Any] = {}


@cache
def things() -> Mapping[tuple[str, str], SampleObject]:
    """Return the things of the file by kind and number, places by address too; a value that doesn't fit the dictionary stops the start."""
    read = msgspec.convert(tomllib.loads(FILE.read_text("utf-8"))["object"], tuple[SampleObject, ...])
    for one in read:
        for name, value in one.facts.items():
            parse_value(attributes()[name], value)
    by_address = {(one.kind, one.name): one for one in read if one.kind == "place" and one.name}
    return by_address | {(one.kind, one.number): one for one in read}


class SampleObjects:
    """All things that the sample registers can be asked about."""

    def __init__(self, population: SamplePopulation, offices: Offices) -> None:
        self._population, self._offices = population, offices

    def find(self, asked: NamedObject) -> SampleObject | None:
        """Return the thing with this kind and number; None if the name that was given differs."""
        found = (
            things().get((asked.kind, asked.number))
            or self._permit(asked)
            or made_object(self._population, asked, SampleObject)
        )
        if found is None or (asked.name and found.name and not same_name(found.name, asked.name)):
            return None
        return found

    def authority(self, who: Resident | None, thing: SampleObject) -> str:
        """Return what a person has to do with a thing, in the closed vocabulary."""
        if who is None:
            return "none"
        key = next((one.key for one in cast().values() if one.id_number == who.number), "")
        told = thing.authority.get(who.number) or (thing.authority.get(key) if key else None)
        return told or self._by_relation(who, thing) or "none"

    def _by_relation(self, who: Resident, thing: SampleObject) -> str | None:
        """A parent's authority over a child, and an office over what its organisation holds."""
        codes = {one.code for one in relations().organisation if one.key == thing.held_by}
        wanted = codes or {thing.number}
        return next((one.relation for one in authorities(who, self._offices) if one.object.number in wanted), None)

    def _permit(self, asked: NamedObject) -> SampleObject | None:
        """Return a residence permit: its number ends like the identity number of its holder."""
        if asked.kind != "licence" or not asked.number.startswith(PERMIT_PREFIX) or len(asked.number) != 18:
            return None
        holder = SAMPLE_AREA + asked.number.removeprefix(PERMIT_PREFIX)
        known = self._population.by_number(holder)
        state = known.facts.get("residence_permit") if known is not None else None
        if state not in ("valid", "suspended"):
            return None
        return SampleObject(
            kind="licence", number=asked.number, authority={holder: "owner"},
            facts={"licence_kind": "residence_permit", "licence_state": state, "licence_open_cases": 0},
        )  # fmt: skip
