"""Search results: the services that fit and why, or when nothing fits, a way on."""

from msgspec import Struct

from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.search.normalize import normalise
from backend.catalogue.search.outcome import search_outcome, search_services
from backend.catalogue.search.types import SearchIndex
from backend.kit.messages.formats import clauses
from pwa.pages.services.browse import BROWSE, ServiceList
from pwa.views.parts import TextLink
from pwa.views.service_cards import service_card

MOST, SUGGESTED = 12, 6


class Suggestion(Struct, frozen=True):
    """A service offered while the query is being typed."""

    name: str
    href: str
    why: str


def results(catalogue: PublishedCatalogue, index: SearchIndex, text: str) -> ServiceList:
    """Search for these words; `guessed` is what was searched where the words were read differently."""
    outcome = search_outcome(index, text, MOST)
    found = [one for one in outcome.found if catalogue.get(one.code)]
    near = [one for one in outcome.nearest if catalogue.get(one.code)]
    read_as = normalise(text)
    return ServiceList(
        heading=BROWSE("found", count=len(found)), says="", query=text, guessed=read_as if read_as != text.lower() else "",
        services=[service_card(catalogue, catalogue.in_force[one.code], why=clauses(one.matched)) for one in found],
        nearby=[TextLink(one.name, f"/services/{one.code}") for one in near], fits=outcome.fits, outside=outcome.outside,
    )  # fmt: skip


def found_nothing(view: ServiceList) -> bool:
    """Check whether a search found neither a service nor who else does it."""
    return not view.services and view.outside is None


def suggestions(catalogue: PublishedCatalogue, index: SearchIndex, text: str) -> list[Suggestion]:
    """Offer a few services for an unfinished query."""
    found = (one for one in search_services(index, text, SUGGESTED) if catalogue.get(one.code))
    return [Suggestion(one.name, f"/services/{one.code}", clauses(one.matched)) for one in found]
