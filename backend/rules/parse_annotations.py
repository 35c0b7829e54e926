"""What a rule file says beside its conditions: answers of the form, where the first day was read, and the article of each requirement."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Protocol

from msgspec import UNSET, Struct, UnsetType

from backend.rules.diagnostics import SourceLocation, convert_table
from backend.rules.rule import ANSWER
from backend.rules.types import Attribute, AttributeOption


class _Answer(Struct, forbid_unknown_fields=True):
    label: str
    kind: Literal["code", "codes", "yes_no", "number", "date", "division"]
    options: dict[str, str] = {}


class WithStart(Protocol):
    """A rule as it is written: one of two first days, and where the first was read."""

    valid_from: date | None
    known_from: date | None
    valid_from_source: str | UnsetType


def answers_declared(tables: Mapping[str, Any], at: SourceLocation) -> dict[str, Attribute]:
    """Return the declared answers of the form as attributes of the case, for one rule file only."""
    return {f"{ANSWER}{key}": _answer(f"{ANSWER}{key}", raw, at / "answer" / key) for key, raw in tables.items()}


def _answer(name: str, raw: Any, at: SourceLocation) -> Attribute:
    told = convert_table(_Answer, raw, at)
    if bool(told.options) != (told.kind in ("code", "codes")):
        raise at.mistake("answer_options")
    options = tuple(AttributeOption(value, label) for value, label in told.options.items())
    return Attribute(
        name=name, label=told.label, kind=told.kind, source="self", question=told.label.rstrip("？") + "？",
        options=options, changes=True, subject="case",
    )  # fmt: skip


def beginning(table: WithStart, at: SourceLocation) -> tuple[date, str | UnsetType]:
    """Return the first day, and where it was read; empty where the start is unknown: then the rule counts from when it was known."""
    if table.valid_from is not None and table.known_from is None:
        return table.valid_from, table.valid_from_source
    if table.known_from is None or table.valid_from is not None:
        raise at.mistake("one_start")
    if table.valid_from_source is not UNSET:
        raise (at / "valid_from_source").mistake("source_of_unknown_start")
    return table.known_from, ""


def laws_apart(raw: list[Any]) -> tuple[list[Any], tuple[str, ...] | UnsetType]:
    """Take the articles out of the requirements: they explain a rule, and decide nothing."""
    laws = tuple(str(one.get("law", "")) if isinstance(one, dict) else "" for one in raw)
    bare = [{k: v for k, v in one.items() if k != "law"} if isinstance(one, dict) else one for one in raw]
    return bare, laws if any(laws) else UNSET
