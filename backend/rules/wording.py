"""Values, sources and troubles in words; the sentences are in `messages.toml`."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from backend.kit.messages import formats
from backend.kit.messages.language import cache_by_language
from backend.kit.messages.render import Messages
from backend.rules.types import Attribute, Fact, Record, Source, Trouble, Value

_messages = Messages.beside(__file__)
SOURCES = _messages.words("Source", Literal[Source, "sample"])
TROUBLES = _messages.words("Trouble", Trouble)
YES_NO = _messages.words("YesNo")
VALUE = _messages.texts("value")


@cache_by_language
def yes_no(value: bool) -> str:
    """Return the word for a yes or a no."""
    return YES_NO["yes" if value else "no"]


def source(key: str) -> str:
    """Return the resident's name of a source."""
    return SOURCES.get(key, key)


def value_text(attribute: Attribute, value: Value, on: date) -> str:
    """Format a known value for a resident; a list names the records active on the date."""
    match attribute.kind:
        case "yes_no":
            return yes_no(bool(value))
        case "date":
            return formats.day(cast(date, value))
        case "number":
            return _number(attribute, cast(int, value))
        case "division":
            return place(cast(str, value))
        case "codes" | "records":
            return _listed(attribute, cast(tuple[str | Record, ...], value), on)
    return attribute.label_of(cast(str, value))


def place(code: str) -> str:
    """Return the name of a division, or of the smallest parent that has one."""
    names = place_names()
    found = next((names[code[:size]] for size in (9, 6, 4, 2) if code[:size] in names), None)
    return VALUE("division", code=code) if found is None else found


def provinces() -> tuple[str, ...]:
    """Return the codes of all provinces (GB/T 2260) in order."""
    return tuple(sorted(code for code in place_names() if len(code) == 2))


def trouble_text(trouble: Trouble | None, fact: Fact | None) -> str:
    """Explain why a value is unknown, with the sources asked."""
    also = fact.also if fact is not None and trouble == "contradiction" else ()
    return _trouble_text(trouble, also)


@cache_by_language  # one decision says it of many facts
def _trouble_text(trouble: Trouble | None, also: tuple[str, ...]) -> str:
    if trouble is None:
        return VALUE("not_asked")
    return VALUE("contradiction", sources=[source(key) for key in also]) if also else TROUBLES[trouble]


def _number(attribute: Attribute, value: int) -> str:
    return attribute.label_of(str(value)) if attribute.options else f"{value}{attribute.unit}"


def _listed(attribute: Attribute, members: tuple[str | Record, ...], on: date) -> str:
    texts = [_member(attribute, member, on) for member in members]
    return formats.clauses(texts) if texts else _none()


@cache_by_language
def _none() -> str:
    return VALUE("none")


def _member(attribute: Attribute, member: str | Record, on: date) -> str:
    if isinstance(member, str):
        return attribute.label_of(member)
    name = attribute.label_of(member.kind)
    if member.until is not None:
        return VALUE("ended" if member.until < on else "until", name=name, until=member.until)
    return VALUE("since", name=name, since=member.since) if member.since is not None else name


@cache
def place_names() -> dict[str, str]:
    """Return the names of divisions by the beginning of their code."""
    return tomllib.loads(Path(__file__).with_name("places.toml").read_text("utf-8"))
