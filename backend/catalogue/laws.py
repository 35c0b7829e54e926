"""Laws (法规文件) that claims may cite, each with its validity; one that ends flags what rests on it."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from backend.catalogue.load import HERE, tables_of
from backend.catalogue.service_part import ServicePart
from backend.catalogue.tables.overlay import forgets, overlaid

LawKind = Literal[
    "law",
    "administrative_regulation",
    "departmental_rule",
    "local_regulation",
    "local_rule",
    "normative_document",
    "notice",
    "treaty",
]
Standing = Literal["in_force", "not_yet", "perhaps_ended", "ended"]


class Law(ServicePart, frozen=True, kw_only=True):
    """Law, regulation or official document.

    `title` is its real title, empty where only the number was read. `edition`: day of the version that was read. `may_end_on`:
    last day if it lapses by its own term and nobody has confirmed that; `in_force_to`: last day where that is certain.
    """

    id: str
    title: str = ""
    number: str = ""
    kind: LawKind
    says: str
    in_force_from: date | None = None
    in_force_to: date | None = None
    may_end_on: date | None = None
    edition: date | None = None
    read_on: date | None = None
    read_in: Literal["text", "reprint", "notice"]
    replaced_by: str = ""

    @property
    def label(self) -> str:
        """Return the title in book-title marks, or the number where no title is known."""
        return f"《{self.title}》" if self.title else self.number


@forgets
@cache
def read_laws() -> tuple[Law, ...]:
    """Return the laws, regulations and documents that claims may cite."""
    shipped = msgspec.convert(tables_of((HERE / "laws.toml").read_text("utf-8"))["law"], tuple[Law, ...])
    return overlaid("laws", shipped, Law, "id")


@forgets
@cache
def laws_by_id() -> Mapping[str, Law]:
    """Return the laws by their id."""
    return {law.id: law for law in read_laws()}


@forgets
@cache
def laws_named() -> Mapping[str, Law]:
    """Return the laws by title, or by number where no title is known."""
    return {law.title or law.number: law for law in read_laws()}


def last_day(law: Law) -> date | None:
    """Return the last day of a law, certain or not; None if no end is known."""
    return law.in_force_to or law.may_end_on


def standing(law: Law, on: date) -> Standing:
    """Say whether a law holds on a day."""
    if law.in_force_from is not None and on < law.in_force_from:
        return "not_yet"
    if law.in_force_to is not None and law.in_force_to < on:
        return "ended"
    return "perhaps_ended" if law.may_end_on is not None and law.may_end_on < on else "in_force"
