"""Sources (出处) of single claims: an article of a law, a practice that nobody has confirmed, or a proposal.

A service file names the source of a part (`who`), of one line of it by the beginning of the line (`who:年满70周岁`), or of one
material by its key (`material:id_card`). A line that is rewritten loses its source, so that somebody looks at it again.
"""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from backend.catalogue.laws import Law, laws_by_id
from backend.catalogue.types import Service

UNCONFIRMED, PROPOSAL = "unconfirmed", "proposal"
EARLIER_WORDS = frozenset({"verified", "general"})  # in versions published before each claim had its own source
BETWEEN = "；"
CITATION = re.compile(r"(?P<law>[a-z][a-z0-9_]*)(?: (?P<article>[^；]+))?")
LINES = ("who", "not_who", "question", "step")


class ClaimSource(Struct, frozen=True):
    """Source of a claim; `law` only where the kind is "law"."""

    kind: Literal["law", "unconfirmed", "proposal"]
    law: Law | None = None
    article: str = ""


class Claim(Struct, frozen=True):
    """Claim of a service: its place, its words (empty for a whole part) and its sources."""

    place: str
    says: str
    sources: tuple[ClaimSource, ...]


NOBODY_CONFIRMED = (ClaimSource("unconfirmed"),)


def parse_sources(text: str) -> tuple[ClaimSource, ...] | None:
    """Parse “unconfirmed”, “proposal” or citations such as “work_injury 第十七条”; None if it is none of these."""
    if text in {UNCONFIRMED, *EARLIER_WORDS}:
        return NOBODY_CONFIRMED
    if text == PROPOSAL:
        return (ClaimSource("proposal"),)
    found = [CITATION.fullmatch(one) for one in text.split(BETWEEN)]
    cited = [ClaimSource("law", laws_by_id().get(f["law"]), f["article"] or "") for f in found if f is not None]
    return tuple(cited) if len(cited) == len(found) and all(c.law for c in cited) else None


def source_of(service: Service, part: str, line: str = "") -> tuple[ClaimSource, ...]:
    """Return the sources of a line or material of a part; where none is named for it, those of the part."""
    return parse_sources(_named(service, part, line)) or NOBODY_CONFIRMED


def _named(service: Service, part: str, line: str) -> str:
    """Return the source that is written for a line, or else for its part."""
    if part == "deadline":
        return next((d.source for d in service.deadline if d.key == line), UNCONFIRMED)
    if part == "status":
        return service.status.source
    for place, text in service.provenance.items():
        within, _, anchor = place.partition(":")
        if within == part and anchor and line and is_anchor(part, anchor, line):
            return text
    return service.provenance.get(part, UNCONFIRMED)


def is_anchor(part: str, anchor: str, line: str) -> bool:
    """Check whether an anchor names a line: the beginning of a sentence, or the whole key of a material."""
    return line.startswith(anchor) if part in LINES else line == anchor


def lines_of_part(service: Service, part: str) -> tuple[str, ...]:
    """Return what the anchors of a part may name."""
    match part:
        case "who":
            return service.who
        case "not_who":
            return service.not_who
        case "question":
            return tuple(q.q for q in service.question)
        case "step":
            return tuple(s.name for s in service.step)
        case "material":
            return tuple(m.key for m in service.material)
    return ()


def claims(service: Service) -> Iterator[Claim]:
    """Return every claim that names a source of its own, and the parts with the source of all their other lines."""
    for place, text in service.provenance.items():
        part, _, anchor = place.partition(":")
        line = next((one for one in lines_of_part(service, part) if anchor and is_anchor(part, anchor, one)), "")
        yield Claim(place, line, parse_sources(text) or NOBODY_CONFIRMED)
    for deadline in service.deadline:
        yield Claim(f"deadline:{deadline.key}", deadline.says, parse_sources(deadline.source) or NOBODY_CONFIRMED)
    if service.status.source:
        yield Claim("status", service.status.says, parse_sources(service.status.source) or NOBODY_CONFIRMED)


def legal_resources(service: Service) -> list[tuple[str, str]]:
    """Return the title or number of every legal source with its articles: the legal bases first, then what claims cite."""
    bases = [(basis.name, basis.article) for basis in service.legal]
    named = {name for name, _ in bases}
    cited = ((laws_by_id()[id], articles) for id, articles in laws_cited(service).items())
    return bases + [
        (law.title or law.number, "、".join(articles))
        for law, articles in cited
        if (law.title or law.number) not in named
    ]


def laws_cited(service: Service) -> dict[str, list[str]]:
    """Return the articles that a service cites, by the id of the law."""
    cited: dict[str, list[str]] = {}
    for claim in claims(service):
        for source in claim.sources:
            if source.law is not None:
                articles = cited.setdefault(source.law.id, [])
                articles += [source.article] if source.article and source.article not in articles else []
    return cited
