"""Reference data: streets and communities."""

from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct

from backend.catalogue.load import HERE, tables_of
from backend.catalogue.service_part import ServicePart
from backend.catalogue.vocabulary import Reach
from backend.kit.messages.language import cache_by_language
from backend.kit.messages.render import Messages
from backend.rules.wording import place, provinces

NEWEST = 2023  # the year of the newest data on communities; an operator's additions carry a later one


class Division(ServicePart, frozen=True, kw_only=True):
    """Street or community. A code isn't a lasting identity: codes have been reused for other communities."""

    level: Literal["district", "street", "community"]
    code: str
    name: str
    name_en: str
    parent: str
    years: tuple[int, ...]
    note: str = ""


@cache
def read_divisions() -> tuple[Division, ...]:
    """Return the district's divisions with the years of their source data."""
    return msgspec.convert(tables_of((HERE / "divisions.toml").read_text("utf-8"))["division"], tuple[Division, ...])


def divisions_today() -> tuple[Division, ...]:
    """Return the streets and communities offered to residents."""
    return tuple(d for d in read_divisions() if max(d.years) >= NEWEST)


class PlaceOption(Struct, frozen=True):
    """Option of a division field, with its group heading ("" for none)."""

    value: str
    label: str
    group: str = ""


PLACES = Messages.beside(__file__).group("places")
DISTRICT, CITY = "440304", "4403"
PROVINCE_DIGITS = 2


@cache_by_language
def division_choices(reach: Reach) -> tuple[PlaceOption, ...]:
    """Return the options of a form field of kind `division`."""
    if reach == "country":
        near = (
            PlaceOption(DISTRICT, place(DISTRICT)),
            PlaceOption(CITY, PLACES["rest_of_city"](city=place(CITY)).text),
        )
        return (*near, *(PlaceOption(code, place(code)) for code in provinces()))
    streets = [d for d in divisions_today() if d.level == "street"]
    if reach == "street":
        return tuple(PlaceOption(street.code, street.name) for street in streets)
    return tuple(
        choice
        for street in streets
        for choice in (
            *(PlaceOption(d.code, d.name, street.name) for d in divisions_today() if d.parent == street.code),
            PlaceOption(street.code, PLACES["street_only"](street=street.name).text, street.name),
        )
    )


def is_division(code: str, reach: Reach) -> bool:
    """Check whether a code is a valid answer; registers know finer places than the options."""
    if reach == "country":
        return code.isascii() and code.isdecimal() and len(code) <= 12 and code[:PROVINCE_DIGITS] in provinces()
    return any(choice.value == code for choice in division_choices(reach))


def division_name(code: str) -> str:
    """Return the display name of a place, communities with their street."""
    known = {d.code: d for d in read_divisions()}
    found = known.get(code)
    if found is None or found.level == "district":
        return place(code)
    above = known.get(found.parent)
    return f"{above.name} {found.name}" if found.level == "community" and above else found.name
