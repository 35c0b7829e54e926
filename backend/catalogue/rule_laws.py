"""The article behind a requirement of a rule: a row of `laws.toml`, or else a proposal or something read at second hand.

Written as `food_safety 第三十五条`, as `本系统建议` or as `unconfirmed`, each with a note after a colon if needed.
"""

from backend.catalogue.laws import Law
from backend.catalogue.sources import BETWEEN, UNCONFIRMED, parse_sources

OWN_PROPOSAL = "本系统建议"
NOTE = "："


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
