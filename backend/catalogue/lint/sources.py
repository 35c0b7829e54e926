"""Lint: every claim names its source, every source exists, and a legal figure rests on a law."""

from collections.abc import Iterator
from functools import cache

from msgspec.structs import fields

from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.sources import EARLIER_WORDS, PROPOSAL, is_anchor, lines_of_part, parse_sources
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
MISSING, UNKNOWN_PLACE, NO_SUCH_LINE = (
    _messages.take(f"sources.{key}") for key in ("missing", "unknown-place", "no-such-line")
)
UNREADABLE, ONLY_PROPOSED, LEGAL_WITHOUT_LAW = (
    _messages.take(f"sources.{key}") for key in ("unreadable", "only-proposed", "legal-without-law")
)
# facts page §5: flags and promised days are always proposals
ALWAYS_PROPOSED = ("limit.promised", "zero_trip", "kiosk")
ALWAYS_NAMED = ("name", "who", "result", "step", "question", *ALWAYS_PROPOSED)


def check_sources(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the sources of one service."""
    for key in wanted_places(service):
        if key not in service.provenance:
            yield LintFinding(("provenance",), MISSING(Audience.OFFICER, place=key).text)
    for place, text in service.provenance.items():
        yield from (LintFinding(("provenance", place), says) for says in wrong_entry(service, place, text))
    for index, deadline in enumerate(service.deadline):
        if not readable(deadline.source):
            yield LintFinding(("deadline", index, "source"), UNREADABLE(Audience.OFFICER, source=deadline.source).text)


def wanted_places(service: Service) -> list[str]:
    """Return the parts that have to name a source."""
    wanted = [*ALWAYS_NAMED]
    wanted += ["material"] * bool(service.material) + ["limit.statutory"] * (service.limit.statutory is not None)
    wanted += ["fee"] * service.fee.charged + ["elsewhere"] * (service.elsewhere is not None)
    return wanted


def wrong_entry(service: Service, place: str, text: str) -> Iterator[str]:
    """Return what is wrong with the source of one place."""
    part, colon, anchor = place.partition(":")
    if part not in marked_places():
        yield UNKNOWN_PLACE(Audience.OFFICER, place=place).text
    elif colon and sum(is_anchor(part, anchor, line) for line in lines_of_part(service, part)) != 1:
        yield NO_SUCH_LINE(Audience.OFFICER, part=part, anchor=anchor).text
    if not readable(text):
        yield UNREADABLE(Audience.OFFICER, source=text).text
    elif place in ALWAYS_PROPOSED and text != PROPOSAL:
        yield ONLY_PROPOSED(Audience.OFFICER).text
    elif place == "limit.statutory" and not cites_a_law(text):
        yield LEGAL_WITHOUT_LAW(Audience.OFFICER).text


def readable(text: str) -> bool:
    """Check that a source can be read; the words of earlier versions are no longer written."""
    return text not in EARLIER_WORDS and parse_sources(text) is not None


def cites_a_law(text: str) -> bool:
    """Check that a source is an article of a law."""
    return any(source.kind == "law" for source in parse_sources(text) or ())


@cache
def marked_places() -> frozenset[str]:
    """Return the parts that may name a source: fields of a service, parts of the limit, the kiosk."""
    own = {f.name for f in fields(Service)} - {"provenance", "code", "deadline", "status"}
    return frozenset(own | {f"limit.{name}" for name in ("promised", "statutory", "note")} | {"kiosk", "visits"})
