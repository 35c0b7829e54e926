"""Lint: an announcement can be computed, and names its ground."""

from collections.abc import Iterator

from backend.catalogue.announcements import Announcement
from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.lint.sources import readable
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.registers.attributes import attributes

_messages = Messages.beside(__file__)
KEY_TWICE, DAYS, NO_DATE, UNREADABLE, SENSITIVE, SENTENCE = (
    _messages.take(f"announcements.{key}")
    for key in ("key-twice", "days", "no-date", "unreadable", "sensitive", "sentence")
)
LONGEST, STOP = 120, "\u3002"  # the ideographic full stop
FEWEST, MOST = 7, 90
"""Days before: a worker that was away for days still finds everybody; what is further off, nobody remembers."""


def check_announcements(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the announcements of one service."""
    keys = [one.key for one in service.announce]
    for index, one in enumerate(service.announce):
        at: Path = ("announce", index)
        if keys.count(one.key) > 1:
            yield LintFinding((*at, "key"), KEY_TWICE(Audience.OFFICER, key=one.key).text)
        if not FEWEST <= one.days <= MOST:
            yield LintFinding((*at, "days"), DAYS(Audience.OFFICER, fewest=FEWEST, most=MOST).text)
        known = attributes().get(one.attribute)
        if (one.when in {"lapses", "happened"}) != (known is not None and known.kind == "date"):
            yield LintFinding((*at, "attribute"), NO_DATE(Audience.OFFICER).text)
        if not is_sentence(one):
            yield LintFinding((*at, "says"), SENTENCE(Audience.OFFICER, most=LONGEST).text)
        if known is not None and known.sensitivity == "sensitive" and not one.duty:
            yield LintFinding((*at, "attribute"), SENSITIVE(Audience.OFFICER, label=known.label).text)
        if not readable(one.source):
            yield LintFinding((*at, "source"), UNREADABLE(Audience.OFFICER, source=one.source).text)


def is_sentence(announced: Announcement) -> bool:
    """Check that a message about another amount has its sentence, and no other message has one."""
    if announced.when != "amount":
        return not announced.says
    return announced.says.endswith(STOP) and len(announced.says) <= LONGEST and "\n" not in announced.says
