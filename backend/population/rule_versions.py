"""Rules of a service on a day, and parsed drafts of rules."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from backend.catalogue import store
from backend.catalogue.load import RULES
from backend.catalogue.published import PublishedCatalogue, Version
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.rules.diagnostics import Diagnostic, RuleFileError
from backend.rules.parse_rules import read_rule_file, read_rules
from backend.rules.rule import Rule

_messages = Messages.beside(__file__)
PASTED, WHOLE_FILE, NESTED = (_messages.take(f"draft.{key}") for key in ("name", "whole", "nested"))


class ParsedDraft(NamedTuple):
    """Rules of a draft, or its diagnostics."""

    rules: tuple[Rule, ...]
    mistakes: tuple[Diagnostic, ...]


async def version_on(db: Db, catalogue: PublishedCatalogue, code: str, on: date) -> Version | None:
    """Return the version of a service in force on a day."""
    running = [one.id for one in await store.ids_in_force(db, on=on) if one.code == code]
    return await catalogue.version(db, running[0]) if running else None


def read_draft(text: str, code: str, file: str = "") -> ParsedDraft:
    """Parse a rule file with all diagnostics by line and path."""
    file = file or PASTED(Audience.OFFICER).text
    try:
        return ParsedDraft(read_rules(text, attributes(), file, code).rules, ())
    except RuleFileError as found:
        return ParsedDraft((), found.mistakes)
    except RecursionError:
        return ParsedDraft((), (Diagnostic(file, 1, WHOLE_FILE(Audience.OFFICER).text, NESTED(Audience.OFFICER).text),))


def shipped_rule_text(code: str, rules: Sequence[Rule]) -> str:
    """Return the shipped rule file if it equals the rules in force: a start for a draft."""
    path = RULES / f"{code}.toml"
    if not path.exists() or read_rule_file(path, attributes()).rules != tuple(rules):
        return ""
    return path.read_text("utf-8")
