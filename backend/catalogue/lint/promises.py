"""Lint: no sentence promises a decision at once (the page says it from the switch), a screen or a print that nobody saw."""

from collections.abc import Iterator

import msgspec

from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.lint.patterns import PRINTED, PROMISED_AT_ONCE, PROMISED_BY_MACHINE, SCREENS
from backend.catalogue.lint.wording import texts
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
AT_ONCE, NO_SCREEN, NOT_SEEN = (_messages.take(f"promises.{key}") for key in ("at-once", "no-screen", "not-seen"))
NO_SCREEN_OF_OURS = {"aliases", "provenance", "elsewhere", "legal"}  # other systems have their own screens
NO_PROSE = {"handling", "aliases", "provenance"}  # aliases are what people type, provenance repeats the sentences


def check_promises(service: Service) -> Iterator[LintFinding]:
    """Return the sentences that would be untrue while machine approval is off.

    A clerk may do something on the spot, so words like 当场 are refused only where a machine may decide;
    a machine that decides by itself is promised nowhere.
    """
    promise = PROMISED_AT_ONCE if service.handling == "instant" else PROMISED_BY_MACHINE
    for path, said in texts(msgspec.to_builtins(service)):
        if not _said_by_resident(path) and (found := promise.search(said)):
            yield LintFinding(path, AT_ONCE(Audience.OFFICER, phrase=found[0]).text)
        if path[0] not in NO_SCREEN_OF_OURS and (found := SCREENS.search(said)):
            yield LintFinding(path, NO_SCREEN(Audience.OFFICER, phrase=found[0]).text)
        if path[0] not in NO_SCREEN_OF_OURS and path[-1] != "sample" and (found := PRINTED.search(said)):
            yield LintFinding(path, NOT_SEEN(Audience.OFFICER, phrase=found[0]).text)


def _said_by_resident(path: Path) -> bool:
    """Check whether a text is no prose or is a resident's own words: a question, an answer of the form."""
    return path[0] in NO_PROSE or (path[0], path[-1]) == ("question", "q") or "options" in path
