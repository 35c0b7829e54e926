"""The article behind a requirement of a rule: a row of `laws.toml`, or else a proposal or something read at second hand.

Written as `food_safety 第三十五条`, as `本系统建议` or as `unconfirmed`, each with a note after a colon if needed.
"""

from msgspec import Struct

from backend.catalogue.laws import Law
from backend.catalogue.sources import BETWEEN, UNCONFIRMED, parse_sources

OWN_PROPOSAL = "本系统建议"
NOTE = "："
AS_WRITTEN = "as_written"


class Citation(Struct, frozen=True):
    """Article as inputs hold it: a law's id, “本系统建议” or “unconfirmed”; `AS_WRITTEN` where several laws are cited, with the text in `note`."""

    law: str = ""
    article: str = ""
    note: str = ""


def citation(text: str) -> Citation:
    """Cut what stands beside a requirement into law, article and note."""
    cited, _, note = text.partition(NOTE)
    law, _, article = cited.partition(" ")
    found = Citation(cited, "", note) if cited in {"", OWN_PROPOSAL, UNCONFIRMED} else Citation(law, article, note)
    return found if citation_text(found) == text and BETWEEN not in cited else Citation(AS_WRITTEN, "", text)


def citation_text(one: Citation) -> str:
    """Write law, article and note as a rule file has them."""
    if one.law == AS_WRITTEN:
        return one.note
    cited = f"{one.law} {one.article}" if one.article else one.law
    return f"{cited}{NOTE}{one.note}" if one.note else cited


def laws_in(text: str) -> tuple[tuple[Law, str], ...] | None:
    """Return the laws with their articles that a requirement cites, none if it is a proposal; None if it is none of these."""
    cited, _, _ = text.partition(NOTE)
    if cited in {OWN_PROPOSAL, UNCONFIRMED}:
        return ()
    sources = parse_sources(cited)
    if sources is None or any(source.law is None for source in sources):
        return None
    return tuple((source.law, source.article) for source in sources if source.law is not None)


def with_titles(text: str) -> str:
    """Return what a lawyer reads: titles instead of ids."""
    cited, colon, note = text.partition(NOTE)
    laws = laws_in(text)
    if not laws:
        return note if cited == UNCONFIRMED and note else text
    return BETWEEN.join(law.label + article for law, article in laws) + colon + note
