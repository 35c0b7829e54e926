"""Audience (受众): a condition of the rule language, a place, a window of days, and who is left out; counted by mask, never listed.

What isn't known about somebody is counted apart, and nobody is written to because of it. An attribute that is sensitive (PIPL art. 28) chooses
nobody without a purpose that a second person approved (`purposes`).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from http import HTTPStatus

import rtoml
from msgspec import Struct

from backend.campaigns import store
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import STREET
from backend.population.table import Population
from backend.registers.attributes import attributes
from backend.rules import bitmaps
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.bitmaps import Bits
from backend.rules.comparators import Within
from backend.rules.conditions import AllOf, Atom, Condition, atoms_of
from backend.rules.diagnostics import SourceLocation
from backend.rules.facts import division_prefix
from backend.rules.parse_condition import read_conditions
from backend.rules.toml_lines import lines_of

HEAD = "require = [\n"


class SensitiveChoice(Refusal):
    """A sensitive attribute chooses nobody without an approved purpose."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NoCondition(Refusal):
    """What was typed isn't a list of conditions."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AudienceQuery(Struct, frozen=True, kw_only=True):
    """Who is meant: a condition, perhaps some streets, perhaps only those for whom it comes true within some days.

    `only`: places of the index outside of which nobody is meant; None where there is no such limit.
    """

    condition: Condition
    streets: tuple[str, ...] = ()
    within_days: int = 0
    only: Sequence[int] | None = None


class AudienceCounts(Struct, frozen=True, kw_only=True):
    """How many are meant, left out because they have, asked or were told, and not known; None: under twenty."""

    meant: int | None
    left_out: int | None
    unknown: int | None


def read_condition_text(text: str, allowed: frozenset[str] = frozenset()) -> AllOf:
    """Parse conditions as a rule file has them, one a line with a comma. Raises RuleFileError, NoCondition, SensitiveChoice.

    `allowed`: sensitive attributes for which a purpose is approved (`purposes.allowed_attributes`).
    """
    whole = f"{HEAD}{text.strip().rstrip(',')}\n]"
    try:
        table = rtoml.loads(whole)
    except rtoml.TomlParsingError as error:
        raise NoCondition from error
    parts = read_conditions(table.get("require"), SourceLocation("", lines_of(whole)), attributes())
    if not parts or table.keys() != {"require"}:
        raise NoCondition
    condition = AllOf(parts)
    for atom in atoms_of(condition):
        if atom.attribute.sensitivity == "sensitive" and atom.attribute.name not in allowed:
            raise SensitiveChoice(label=atom.attribute.label)
    return condition


async def places_without(db: Db, service: str) -> Sequence[int]:
    """The places of those who have a service, asked for it or were told of it."""
    return await store.places_concerned(db, service=service) or []


def count(
    population: Population, audience: AudienceQuery, on: date, without: Sequence[int], shown: DisclosureRule
) -> AudienceCounts:
    """Count an audience on a day."""
    found, unknown = members(population, audience, on)
    out = bits_at(population, without)
    return AudienceCounts(
        meant=shown.total(found & ~out), left_out=shown.total(found & out), unknown=shown.total(unknown & ~out)
    )


def members(population: Population, audience: AudienceQuery, on: date) -> tuple[Bits, Bits]:
    """Those for whom the condition is true, and those for whom it isn't known."""
    later = population.on(on + timedelta(days=audience.within_days))
    here = in_streets(later, audience.streets) & population.present
    if audience.only is not None:
        here = here & bits_at(population, audience.only)
    yes, no = later.mask(audience.condition)
    found = yes & here
    if audience.within_days:
        found = found & ~population.on(on).rows_where(audience.condition, True)
    return found, here & ~yes & ~no


def bits_at(population: Population, places: Sequence[int]) -> Bits:
    """Those at these places of the index."""
    bits = bitmaps.none_of(population.columns.count)
    octets = bitmaps.octets(bits)
    for place in places:
        if place < population.columns.count:
            bitmaps.set_row(octets, place, True)
    return bits


def in_streets(index: BitmapIndex, streets: tuple[str, ...]) -> Bits:
    """Those who live in one of these streets; everybody where none is named."""
    if not streets:
        return bitmaps.all_of(index.columns.count)
    return index.rows_where(street_condition(streets), True)


def street_condition(streets: tuple[str, ...]) -> Atom:
    """Lives in one of these streets."""
    return Atom(attributes()[STREET], Within(tuple(division_prefix(one) for one in streets)))
