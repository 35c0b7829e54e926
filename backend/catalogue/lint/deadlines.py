"""Lint: a deadline of the applicant can be counted, and says what is lost."""

import re
from collections.abc import Iterator

from backend.catalogue.applicant_deadlines import Deadline
from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
KEY_TWICE, NOT_COUNTABLE, WRONG_DAY = (
    _messages.take(f"deadlines.{key}") for key in ("key-twice", "not-countable", "wrong-day")
)
NO_DATE_FIELD, NOTHING_LOST, NOT_A_SENTENCE = (
    _messages.take(f"deadlines.{key}") for key in ("no-date-field", "nothing-lost", "not-a-sentence")
)
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def check_deadlines(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the deadlines of one service."""
    keys = [deadline.key for deadline in service.deadline]
    dates = {field.key for field in service.field if field.kind == "date"}
    for index, deadline in enumerate(service.deadline):
        at: Path = ("deadline", index)
        if keys.count(deadline.key) > 1:
            yield LintFinding((*at, "key"), KEY_TWICE(Audience.OFFICER, key=deadline.key).text)
        if deadline.since_field and deadline.since_field not in dates:
            yield LintFinding((*at, "since_field"), NO_DATE_FIELD(Audience.OFFICER, field=deadline.since_field).text)
        yield from ((LintFinding((*at, name), says)) for name, says in wrong_parts(deadline))


def wrong_parts(deadline: Deadline) -> Iterator[tuple[str, str]]:
    """Return the faulty fields of one deadline, with what is wrong."""
    if (deadline.within is None) == (not deadline.by) or (deadline.within or 1) < 1:
        yield "within", NOT_COUNTABLE(Audience.OFFICER).text
    if deadline.by and MONTH_DAY.fullmatch(deadline.by) is None:
        yield "by", WRONG_DAY(Audience.OFFICER, day=deadline.by).text
    if deadline.loses_claim and not deadline.lost:
        yield "lost", NOTHING_LOST(Audience.OFFICER).text
    for name, text in (("says", deadline.says), ("lost", deadline.lost)):
        if text and not text.endswith("。"):
            yield name, NOT_A_SENTENCE(Audience.OFFICER).text
