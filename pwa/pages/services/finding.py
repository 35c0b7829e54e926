"""What a search shows: the services that fit and why, or when nothing fits, a way on."""

from typing import Any

from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.search.normalize import plain
from backend.catalogue.search.ranking import find, nearest
from backend.catalogue.search.types import SearchIndex, SearchResult
from pwa.pages.services.browse import LISTED
from pwa.pages.services.views import card, category_of

MOST, SUGGESTED, NEARBY = 12, 6, 4


def results(catalogue: PublishedCatalogue, index: SearchIndex, text: str) -> dict[str, Any]:
    """The page of results for these words."""
    found = [one for one in find(index, text, MOST) if catalogue.get(one.code)]
    near = [] if found else [one for one in nearest(index, text, NEARBY) if catalogue.get(one.code)]
    read_as = plain(text)
    return {
        **LISTED, "heading": f"找到{len(found)}项", "says": "", "query": text, "guessed": read_as if read_as != text.lower() else "",
        "services": [one_card(catalogue, one) for one in found],
        "nearby": [{"text": one.name, "href": f"/services/{one.code}"} for one in near],
    }  # fmt: skip


def one_card(catalogue: PublishedCatalogue, found: SearchResult) -> dict[str, Any]:
    """A service that was found, with the reason."""
    version = catalogue.in_force[found.code]
    return card(catalogue, version, why="；".join(found.matched), icon=category_of(version.service).icon)


def suggestions(catalogue: PublishedCatalogue, index: SearchIndex, text: str) -> list[dict[str, str]]:
    """A few names while somebody types."""
    found = (one for one in find(index, text, SUGGESTED) if catalogue.get(one.code))
    return [{"name": one.name, "href": f"/services/{one.code}", "why": "；".join(one.matched)} for one in found]
