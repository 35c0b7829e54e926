"""Lint: no sentence defers to whatever will be published, and a condition (谁能办) is something that one can meet or fail."""

from collections.abc import Iterator

import msgspec

from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.lint.patterns import HOLLOW, NO_CONDITION
from backend.catalogue.lint.wording import texts
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
DEFERRING, NOT_A_CONDITION = (_messages.take(f"deferring.{key}") for key in ("nobody-knows", "no-condition"))


def check_deferring(service: Service) -> Iterator[LintFinding]:
    """Return the sentences of one service that defer without naming anybody who knows, and conditions that are none."""
    for index, line in enumerate(service.who):
        if NO_CONDITION.search(line):
            yield LintFinding(("who", index), NOT_A_CONDITION(Audience.OFFICER, line=line).text)
    if HOLLOW.search(msgspec.json.encode(service).decode()) is None:
        return
    for path, said in texts(msgspec.to_builtins(service)):
        if found := HOLLOW.search(said):
            yield LintFinding(path, DEFERRING(Audience.OFFICER, phrase=found[0]).text)
