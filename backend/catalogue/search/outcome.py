"""What a search answers: services that fit, the nearest ones and said to be that, somebody else, or nothing."""

from msgspec import Struct

from backend.catalogue.search.normalize import LONGEST, normalise
from backend.catalogue.search.outside_services import MOSTLY, PARTLY, OutsideService, asked_outside
from backend.catalogue.search.ranking import nearest_services, rank_services, weigh_query
from backend.catalogue.search.types import SearchIndex, SearchResult

FITS, NEAR, FAR = 1.05, 0.7, 0.45  # 94 % of residents' own questions score above the one, 99 % above the second
BY_SOUND = 0.5  # from this share of Pinyin on a score says less: letters match less than characters do
NEARBY = 4


class SearchOutcome(Struct, frozen=True, kw_only=True):
    """`found` is empty where nothing is near enough; `fits` is false where it is only the nearest."""

    found: list[SearchResult] = []
    fits: bool = True
    nearest: list[SearchResult] = []
    outside: OutsideService | None = None


def search_services(index: SearchIndex, text: str, limit: int = 20) -> list[SearchResult]:
    """Return the services that answer a query, best first, with reasons; empty if none does."""
    return search_outcome(index, text, limit).found


def search_outcome(index: SearchIndex, text: str, limit: int = 20) -> SearchOutcome:
    """Search, and say how far the result can be trusted.

    护照 is somebody else's, 恐龙 nobody's, 钱包里的东西发霉想找社区 only near; a name or alias of a service is always its own.
    """
    found = rank_services(index, text, limit)
    best = found[0].score if found else 0.0
    asked = asked_outside(index.language.vocabulary, text[:LONGEST])
    if asked and asked.share >= (PARTLY if best < FITS else MOSTLY) and not named(index, text):
        return SearchOutcome(fits=False, nearest=nearest_from(index, text, FITS), outside=asked.entry)
    if best >= FITS or (found and weigh_query(index, text[:LONGEST]).by_sound >= BY_SOUND):
        return SearchOutcome(found=found)
    if best >= NEAR:
        return SearchOutcome(found=found, fits=False)
    return SearchOutcome(fits=False, nearest=nearest_from(index, text, FAR))


def named(index: SearchIndex, text: str) -> bool:
    """Check whether a query is the name or an alias of a service, letter by letter."""
    typed = {text.strip(), normalise(text).strip()}
    return any(phrase.text in typed and phrase.where in ("name", "alias") for phrase in index.phrases)


def nearest_from(index: SearchIndex, text: str, least: float) -> list[SearchResult]:
    """Return the nearest services from a score on; nothing rather than something far off."""
    return [one for one in nearest_services(index, text, NEARBY) if one.score >= least]
