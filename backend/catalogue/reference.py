"""What services refer to: streets and communities, and the laws that may be cited."""

from functools import cache
from typing import Literal

import msgspec

from backend.catalogue.load import HERE, tables_of
from backend.catalogue.types import Mark, Part

NEWEST = 2023  # the year of the newest data on communities; an operator's additions carry a later one


class Division(Part, frozen=True, kw_only=True):
    """A street or a community. A code is no lasting identity: the same code has stood for different communities."""

    level: Literal["district", "street", "community"]
    code: str
    name: str
    name_en: str
    parent: str
    years: tuple[int, ...]
    note: str = ""


class Law(Part, frozen=True, kw_only=True):
    """A law, rule or notice that the facts page names; services may cite these and no others."""

    name: str
    number: str = ""
    mark: Mark
    says: str


@cache
def read_divisions() -> tuple[Division, ...]:
    """The district, its streets and communities, with the years in whose data they stand."""
    return msgspec.convert(tables_of((HERE / "divisions.toml").read_text("utf-8"))["division"], tuple[Division, ...])


def divisions_today() -> tuple[Division, ...]:
    """The streets and communities that are offered to residents."""
    return tuple(d for d in read_divisions() if max(d.years) >= NEWEST)


@cache
def read_laws() -> tuple[Law, ...]:
    """The laws, rules and notices that services may cite."""
    return msgspec.convert(tables_of((HERE / "laws.toml").read_text("utf-8"))["law"], tuple[Law, ...])
