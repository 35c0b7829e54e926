"""What the catalogue holds, counted, and how well its claims are founded. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from backend.catalogue.laws import read_laws, standing
from backend.catalogue.load import read_categories, read_departments
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.reference_data import divisions_today
from backend.catalogue.service_points import points_of_kind
from backend.catalogue.sources import claims
from backend.catalogue.types import Service


class CatalogueCounts(Struct, frozen=True, kw_only=True):
    """Our own numbers beside those of the report of 2018."""

    categories: int
    services: int
    ended: int
    departments: int
    printable: int
    zero_trip: int
    streets: int
    communities: int
    kiosk: int
    terminals: int


class SourceCounts(Struct, frozen=True, kw_only=True):
    """How many claims rest on a law, on a practice that nobody has confirmed, or are proposals; `laws`: cited documents."""

    law: int
    unconfirmed: int
    proposal: int
    services_with_law: int
    laws: int
    perhaps_ended: int


class AboutPage(Struct, frozen=True):
    """The page about this place; `origin`: where the public keys are."""

    origin: str
    counts: CatalogueCounts
    sources: SourceCounts


def about_page(catalogue: PublishedCatalogue, origin: str, on: date) -> AboutPage:
    """Count what is in force today."""
    services = [version.service for version in catalogue.in_force.values()]
    return AboutPage(origin, counts_of(services), source_counts(services, on))


def counts_of(services: list[Service]) -> CatalogueCounts:
    """Count services by their properties, and the places and bodies of the reference data."""
    levels = Counter(division.level for division in divisions_today())
    return CatalogueCounts(
        categories=len(read_categories()), services=len(services), departments=len(read_departments()),
        ended=sum(s.status.state != "in_force" for s in services), printable=sum(s.printable for s in services),
        zero_trip=sum(s.zero_trip for s in services), kiosk=sum(s.channels.kiosk for s in services),
        streets=levels["street"], communities=levels["community"],
        terminals=len(points_of_kind("terminal")),
    )  # fmt: skip


def source_counts(services: Iterable[Service], on: date) -> SourceCounts:
    """Count the claims by the kind of their first source."""
    kinds = [(service.code, claim.sources[0].kind) for service in services for claim in claims(service)]
    by_kind = Counter(kind for _, kind in kinds)
    return SourceCounts(
        law=by_kind["law"], unconfirmed=by_kind["unconfirmed"], proposal=by_kind["proposal"],
        services_with_law=len({code for code, kind in kinds if kind == "law"}), laws=len(read_laws()),
        perhaps_ended=sum(standing(law, on) in {"ended", "perhaps_ended"} for law in read_laws()),
    )  # fmt: skip
