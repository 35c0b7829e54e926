"""Example people for the second person: invented by the sample generator, so that nobody who exists is looked at."""

from datetime import date
from functools import lru_cache

from msgspec import Struct

from backend.campaigns.audience import in_streets
from backend.campaigns.editorial.membership import condition_of
from backend.campaigns.editorial.types import CampaignContent
from backend.registers.attributes import attributes
from backend.registers.sample.generate import Residents, generate
from backend.rules import bitmaps, wording
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.comparators import AtLeast
from backend.rules.conditions import Atom, atoms_of
from backend.rules.facts import fact_of, value_on
from backend.rules.types import Facts

SHOWN, CROWD, SEED = 20, 20_000, 304_440
"""People shown, people invented to choose from, and a seed of its own, so that they aren't those of a trial installation either."""

ADULT = Atom(attributes()["age"], AtLeast(18))
"""Who acts for somebody else; nobody was invented with a mandate."""


class ExamplePerson(Struct, frozen=True):
    """Somebody invented: what the condition looks at, as (label, value)."""

    values: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def crowd(on: date) -> tuple[Residents, BitmapIndex]:
    """Invented people of a day, with their index."""
    residents = generate(CROWD, on, SEED)
    return residents, BitmapIndex(residents.columns, on)


def example_people(content: CampaignContent, on: date) -> list[ExamplePerson]:
    """Twenty invented people who would be meant; fewer where so few were invented. Raises what `condition_of` raises."""
    residents, index = crowd(on)
    condition = condition_of(content)
    found = index.rows_where(condition, True) & in_streets(index, content.streets)
    if content.group == "carers":
        found = found & index.rows_where(ADULT, True)
    names = tuple(dict.fromkeys(["age", *(atom.attribute.name for atom in atoms_of(condition)), "address_division"]))
    return [ExamplePerson(values_of(residents, int(row), names, on)) for row in bitmaps.rows(found)[:SHOWN]]


def values_of(residents: Residents, row: int, names: tuple[str, ...], on: date) -> tuple[tuple[str, str], ...]:
    """What is known of one of them, in words."""
    known = attributes()
    facts: Facts = {
        name: fact_of(known[name], value, known[name].source, on, None) for name, value in residents.facts(row).items()
    }
    told = ((name, value_on(known[name], facts, on)[0]) for name in names)
    return tuple(
        (known[name].label, wording.value_text(known[name], value, on)) for name, value in told if value is not None
    )
