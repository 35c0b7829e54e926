"""Which rules a service has on a day, and what a draft of them says."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from backend.catalogue import store
from backend.catalogue.load import RULES
from backend.catalogue.published import PublishedCatalogue, Version
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.rules.diagnostics import Diagnostic, RuleFileError
from backend.rules.parse_rules import read_rule_file, read_rules
from backend.rules.rule import Rule

PASTED = "草稿"


class ParsedDraft(NamedTuple):
    """What came of a draft: its rules, or what is wrong with it."""

    rules: tuple[Rule, ...]
    mistakes: tuple[Diagnostic, ...]


async def version_on(db: Db, catalogue: PublishedCatalogue, code: str, on: date) -> Version | None:
    """The version of a service that is in force on a day."""
    running = [one.id for one in await store.ids_in_force(db, on=on) if one.code == code]
    return await catalogue.version(db, running[0]) if running else None


def read_draft(text: str, code: str, file: str = PASTED) -> ParsedDraft:
    """A rule file as an editor wrote it, with every mistake by line and path."""
    try:
        return ParsedDraft(read_rules(text, attributes(), file, code).rules, ())
    except RuleFileError as found:
        return ParsedDraft((), found.mistakes)
    except RecursionError:
        return ParsedDraft((), (Diagnostic(file, 1, "整个文件", "括号套得太深，不像规则。"),))


def shipped_rule_text(code: str, rules: Sequence[Rule]) -> str:
    """The shipped rule file of a service where it still says what is in force: something to begin a draft from."""
    path = RULES / f"{code}.toml"
    if not path.exists() or read_rule_file(path, attributes()).rules != tuple(rules):
        return ""
    return path.read_text("utf-8")
