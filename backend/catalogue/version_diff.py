"""Differences between two versions of a service, for editors and approvers."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backend.catalogue.published import Content

# what tells the parts of a list apart, the first that they have
NAMED_BY = ("key", "value", "q", "valid_from", "name", "says")


class FieldChange(Struct, frozen=True):
    """Difference at one path; `before` or `after` is None for additions and removals."""

    kind: Literal["added", "removed", "changed", "moved"]
    path: str
    before: Any = None
    after: Any = None


def version_diff(before: Content, after: Content) -> tuple[FieldChange, ...]:
    """Return all differences, in the order of the service."""
    return tuple(_compare(msgspec.to_builtins(before), msgspec.to_builtins(after), ""))


def _compare(before: Any, after: Any, path: str) -> Iterator[FieldChange]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _tables(before, after, path)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _lists(before, after, path)
    else:
        yield FieldChange("changed", path, before, after)


def _tables(before: dict[str, Any], after: dict[str, Any], path: str) -> Iterator[FieldChange]:
    for key in [*before, *(k for k in after if k not in before)]:
        at = f"{path}.{key}".removeprefix(".")
        if key not in after:
            yield FieldChange("removed", at, before=before[key])
        elif key not in before:
            yield FieldChange("added", at, after=after[key])
        else:
            yield from _compare(before[key], after[key], at)


def _lists(before: Any, after: Any, path: str) -> Iterator[FieldChange]:
    """Compare lists by the names of their parts, so that an insertion doesn't change all parts after it."""
    old, new = _named(before), _named(after)
    for name, one in old.items():
        if name not in new:
            yield FieldChange("removed", f"{path}[{name}]", before=one)
        else:
            yield from _compare(one, new[name], f"{path}[{name}]")
    for name, one in new.items():
        if name not in old:
            yield FieldChange("added", f"{path}[{name}]", after=one)
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield FieldChange("moved", path, before=list(old), after=list(new))


def _named(parts: Any) -> dict[str, Any]:
    """Return the parts of a list by name; equal names are numbered."""
    found: dict[str, Any] = {}
    for part in parts:
        name = base = name_of_row(part)
        number = 1
        while name in found:
            number += 1
            name = f"{base} ({number})"
        found[name] = part
    return found


def name_of_row(part: Any) -> str:
    """Return by what a comparison names a row."""
    if not isinstance(part, dict):
        return str(part)
    named = next((str(part[key]) for key in NAMED_BY if part.get(key)), "")
    return named or msgspec.json.encode(part.get("when", part)).decode()  # a grant is told by its condition
