"""Texts of messages that were changed since they were shipped; the files stay the default, and every placeholder stays."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from backend.kit.messages.files import HOLE, all_files, read_file, version_of
from backend.kit.messages.types import Audience, Entry, Parts

Texts = Mapping[str, list[str]]
"""Sentences by audience and part, such as `resident.title`."""
_held: dict[str, Mapping[str, Entry]] = {"entries": {}}


class OverrideMismatch(Exception):
    """Raised for texts that a message can't take; `part` is where, `names` are placeholders that are missing or too many."""

    def __init__(self, part: str, names: list[str]) -> None:
        super().__init__(part)
        self.part, self.names = part, names


@cache
def shipped() -> Mapping[str, Entry]:
    """Return every message of the product by its full key."""
    return {entry.key: entry for path in all_files() for entry in read_file(path).entries.values()}


def in_force(entry: Entry) -> Entry:
    """Return the message as it was changed, or as it is shipped."""
    return _held["entries"].get(entry.key, entry)


def put(rows: Mapping[str, Texts]) -> None:
    """Put changed texts in force; a row whose message is gone or has other placeholders by now is left out."""
    found: dict[str, Entry] = {}
    for key, texts in rows.items():
        try:
            found[key] = with_texts(shipped()[key], texts)
        except (KeyError, OverrideMismatch):
            continue
    _held["entries"] = found


def with_texts(entry: Entry, texts: Texts) -> Entry:
    """Return a message with other sentences; raises OverrideMismatch unless each part keeps exactly its placeholders."""
    expected = flat(entry)
    if texts.keys() != expected.keys():
        raise OverrideMismatch(", ".join(sorted(texts.keys() ^ expected.keys())), [])
    for part, sentences in texts.items():
        if wrong := holes(sentences) ^ holes(expected[part]):
            raise OverrideMismatch(part, sorted(wrong))
        if not any(one.strip() for one in sentences):
            raise OverrideMismatch(part, [])
    audiences: dict[Audience, Parts] = {}
    for part, sentences in texts.items():
        audience, _, name = part.partition(".")
        audiences.setdefault(Audience(audience), {})[name] = tuple(sentences)
    return replace(entry, audiences=audiences, version=version_of(audiences))


def holes(sentences: list[str]) -> set[str]:
    """Return the placeholders of some sentences."""
    return {name for one in sentences for name in HOLE.findall(one)}


def flat(entry: Entry) -> dict[str, list[str]]:
    """Return the sentences of a message by audience and part."""
    return {
        f"{audience.value}.{name}": list(sentences)
        for audience, parts in entry.audiences.items()
        for name, sentences in parts.items()
    }


def message_rows() -> list[dict[str, Any]]:
    """Return every message for a list: key, what it is about, its first sentence."""
    rows = ((key, in_force(entry)) for key, entry in sorted(shipped().items()))
    return [
        {"key": key, "about": entry.about, "says": next(iter(flat(entry).values()), [""])[0]} for key, entry in rows
    ]


def texts_of(key: str) -> dict[str, Any]:
    """Return the sentences in force of a message."""
    return flat(in_force(shipped()[key]))
