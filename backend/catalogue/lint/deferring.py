"""Lint: no sentence defers to whatever will be published, and a condition (谁能办) is something that one can meet or fail."""

from collections.abc import Iterator

import msgspec

from backend.catalogue.lint.lint_finding import SAYS, LintFinding
from backend.catalogue.lint.patterns import HOLLOW, NO_CONDITION, UNNAMED, VARIES, WHO_ANSWERS
from backend.catalogue.lint.wording import texts
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
BESIDE = frozenset({"provenance", "aliases"})  # they repeat sentences, or are a resident's own words
DEFERRING, NOT_A_CONDITION = (_messages.take(f"deferring.{key}") for key in ("nobody-knows", "no-condition"))


def check_deferring(service: Service) -> Iterator[LintFinding]:
    """Return the sentences of one service that defer without naming anybody who knows, and conditions that are none."""
    for index, line in enumerate(service.who):
        if NO_CONDITION.search(line):
            yield LintFinding(("who", index), NOT_A_CONDITION(Audience.OFFICER, line=line).text)
    for index, line in enumerate(service.not_who):
        if found := UNNAMED.search(line):
            yield LintFinding(("not_who", index), SAYS("elsewhere_unnamed", words=found[0]))
    whole = msgspec.json.encode(service).decode()
    if HOLLOW.search(whole) is None and VARIES.search(whole) is None:
        return
    for path, said in texts(msgspec.to_builtins(service)):
        if path[0] not in BESIDE and (phrase := defers(said)):
            yield LintFinding(path, DEFERRING(Audience.OFFICER, phrase=phrase).text)


def defers(said: str) -> str:
    """Return the words by which a text defers to nobody: to what will be published, or to what varies with nobody named who knows."""
    if found := HOLLOW.search(said):
        return found[0]
    varies = VARIES.search(said)
    return varies[0] if varies and not WHO_ANSWERS.search(said) else ""
