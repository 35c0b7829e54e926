"""Rows of reference tables that were changed since they were shipped, in the memory of a process; the files stay the default."""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Protocol, TypeVar

import msgspec

Row = TypeVar("Row")
JsonRow = dict[str, Any]
RowsByTable = Mapping[str, Mapping[str, JsonRow]]
"""Rows as JSON, by table and key."""


class HasCache(Protocol):
    """A function whose results are kept."""

    def cache_clear(self) -> None:
        """Forget them."""


Cached = TypeVar("Cached", bound=HasCache)
_current: dict[str, RowsByTable] = {"rows": {}}
_forgetting: list[Callable[[], None]] = []


def forgets(function: Cached) -> Cached:
    """Let a cached function forget its results when rows change: it reads reference tables."""
    _forgetting.append(function.cache_clear)
    return function


def replace(changed: RowsByTable) -> None:
    """Put rows in force; what was computed from other ones is forgotten."""
    if changed == _current["rows"]:
        return
    _current["rows"] = changed
    for forget in _forgetting:
        forget()


def edition() -> str:
    """Return a digest of the rows in force; "" while the files stand as shipped."""
    rows = _current["rows"]
    return sha256(msgspec.json.encode(rows, order="deterministic")).hexdigest()[:16] if rows else ""


def changed_rows(table: str) -> Mapping[str, JsonRow]:
    """Return the rows of a table that differ from its file."""
    return _current["rows"].get(table, {})


def changed_in(tables: Iterable[str]) -> RowsByTable:
    """Return the changed rows of some tables: what a child process needs to read them as this one does."""
    return {table: dict(rows) for table in tables if (rows := changed_rows(table))}


def overlaid(table: str, shipped: Iterable[Row], kind: type[Row], key: str) -> tuple[Row, ...]:
    """Return the rows of a file with those that were changed since in their places, new ones at the end."""
    changed = {name: msgspec.convert(row, kind) for name, row in changed_rows(table).items()}
    kept = [changed.pop(str(getattr(row, key)), row) for row in shipped]
    return (*kept, *changed.values())
