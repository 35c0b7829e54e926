"""Reading message files: `messages.toml` beside a room's code, `messages.<language>.toml` for a translation.

    [approved]
    about = "A rule approved the application"
    facts = { service = "text", grant = "clause?" }
    resident.title = "“{service}”已经通过"
    resident.body = ["{grant}。", "回执已生成，可以随时打开、下载或给别人核对。"]
    officer = "“{service}”按规则自动通过"
    samples = [{ service = "高龄津贴", grant = "每月300元" }, { service = "高龄津贴" }]

    [words.State]
    draft = "草稿"

A string in place of an audience's table is its `text`. A string in place of a list is one sentence.
"""

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from backend.kit.messages.language import PSEUDO, SOURCE, pseudo
from backend.kit.messages.types import PARTS, Audience, Entry, Parts

FILE = "messages.toml"
ROOT = Path(__file__).parents[3]
OWN = {"about", "facts", "samples"}
HOLE = re.compile(r"\{(\w+)\}")
AUDIENCES = {audience.value for audience in Audience}


class MessageFile(msgspec.Struct, frozen=True):
    """All messages and words of one file, by key. `room` is its folder in dots: `cases.decisions`, `pwa.pages.me`."""

    path: Path
    room: str
    entries: dict[str, Entry]
    words: dict[str, dict[str, str]]


@cache
def read_file(path: Path, language: str = SOURCE) -> MessageFile:
    """Parse a message file, overlaid by its translation; raises ValueError with the key that is wrong."""
    raw = tomllib.loads(path.read_text("utf-8"))
    words: dict[str, dict[str, str]] = raw.pop("words", {})
    entries = {key: _entry(path, key, value) for key, value in _flat(raw)}
    source = MessageFile(path, room_of(path), entries, words)
    return source if language == SOURCE else _translated(source, language)


@cache
def room_of(path: Path) -> str:
    """Name the room of a message file."""
    folder = path.parent.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.parent.name)
    return ".".join(folder.parts).removeprefix("backend.")


def all_files() -> list[Path]:
    """Return every message file of the product."""
    return sorted(path for top in ("backend", "auth", "push", "pwa") for path in (ROOT / top).rglob(FILE))


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Messages by dotted key; a table with an audience in it is a message, any other is a group."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name, value in table.items():
        if not isinstance(value, dict):
            raise ValueError(f"{prefix}{name}: not a message")
        if value.keys() & AUDIENCES:
            found.append((f"{prefix}{name}", value))
        else:
            found += _flat(value, f"{prefix}{name}.")
    return found


def _entry(path: Path, key: str, value: dict[str, Any]) -> Entry:
    if surplus := value.keys() - OWN - AUDIENCES:
        raise ValueError(f"{path}: {key} has {', '.join(sorted(surplus))}")
    audiences = {Audience(name): _parts(path, key, value[name]) for name in value if name in AUDIENCES}
    facts = value.get("facts", {})
    named = {hole for parts in audiences.values() for part in parts.values() for s in part for hole in HOLE.findall(s)}
    if named != facts.keys():
        raise ValueError(f"{path}: {key} names {sorted(named)} and declares {sorted(facts)}")
    return Entry(
        key=f"{room_of(path)}.{key}", about=value.get("about", ""), facts=facts, audiences=audiences, samples=tuple(value.get("samples", ())),
        version=version_of(audiences),
    )  # fmt: skip


def _parts(path: Path, key: str, value: str | list[str] | dict[str, Any]) -> Parts:
    given = value if isinstance(value, dict) else {"text": value}
    if surplus := given.keys() - set(PARTS):
        raise ValueError(f"{path}: {key} has the parts {', '.join(sorted(surplus))}")
    return {name: (part,) if isinstance(part, str) else tuple(part) for name, part in given.items()}


def version_of(audiences: dict[Audience, Parts]) -> str:
    """Digest of what the message says, in 12 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(audiences, order="deterministic")).hexdigest()[:12]


def _translated(source: MessageFile, language: str) -> MessageFile:
    if language == PSEUDO:
        audiences = {key: _each_part(entry.audiences, pseudo) for key, entry in source.entries.items()}
        words = {name: {key: pseudo(word) for key, word in known.items()} for name, known in source.words.items()}
    else:
        file = source.path.with_name(f"messages.{language}.toml")
        overlay = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        words = source.words | overlay.pop("words", {})
        audiences = {key: _overlaid(source, key, value) for key, value in _flat(overlay)}
    entries = {
        key: msgspec.structs.replace(entry, audiences=said, version=version_of(said))
        for key, entry in source.entries.items()
        for said in [audiences.get(key, entry.audiences)]
    }
    return MessageFile(source.path, source.room, entries, words)


def _each_part(audiences: dict[Audience, Parts], change: Any) -> dict[Audience, Parts]:
    return {who: {name: tuple(map(change, part)) for name, part in parts.items()} for who, parts in audiences.items()}


def _overlaid(source: MessageFile, key: str, value: dict[str, Any]) -> dict[Audience, Parts]:
    given = {Audience(name): _parts(source.path, key, parts) for name, parts in value.items()}
    return source.entries[key].audiences | given
