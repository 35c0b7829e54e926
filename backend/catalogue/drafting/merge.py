"""Three-way merge of two editors' changes, field by field; what both changed differently is a conflict. Pure.

Values are builtins as in JSON. Lists of tables with a stable key (`key`, `value`) are merged by it, others by position while
nobody added or removed; lists of words are merged as sets that keep their order.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, Struct

ABSENT: Any = UNSET
KEYS = ("key", "value")
TAG = "type"


class MergeConflict(Struct, frozen=True):
    """Place that both changed: what it was, what the other one saved, what this one wants; None where it isn't there."""

    path: str
    base: Any
    theirs: Any
    mine: Any


class Merged(Struct, frozen=True):
    """Result of a merge; at a conflict the value is the one that is saved already (theirs)."""

    value: Any
    conflicts: tuple[MergeConflict, ...] = ()


def merge(base: Any, theirs: Any, mine: Any, path: str = "") -> Merged:
    """Merge what two made of one base; ABSENT stands for a value that isn't there."""
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if all(isinstance(one, dict) for one in (theirs, mine)) and (isinstance(base, dict) or base is ABSENT):
        if not _same_kind(base, theirs, mine):
            return _conflict(path, base, theirs, mine)
        return _tables({} if base is ABSENT else base, theirs, mine, path)
    if all(isinstance(one, list) for one in (base, theirs, mine)):
        return _lists(base, theirs, mine, path)
    return _conflict(path, base, theirs, mine)


def _same_kind(*tables: Any) -> bool:
    """Check that tagged unions, such as two comparisons, have one tag: half of one and half of the other would be neither."""
    return len({one.get(TAG) for one in tables if isinstance(one, dict)}) == 1


def _conflict(path: str, *texts: Any) -> Merged:
    shown = (None if one is ABSENT else one for one in texts)
    return Merged(texts[1], (MergeConflict(path, *shown),))


def _tables(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any], path: str) -> Merged:
    names = [*theirs, *(name for name in mine if name not in theirs)]
    merged = {n: _at(n, base, theirs, mine, f"{path}.{n}".lstrip(".")) for n in names}
    value = {name: one.value for name, one in merged.items() if one.value is not ABSENT}
    return Merged(value, _conflicts(merged.values()))


def _at(name: str, base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any], path: str) -> Merged:
    return merge(base.get(name, ABSENT), theirs.get(name, ABSENT), mine.get(name, ABSENT), path)


def _lists(base: list[Any], theirs: list[Any], mine: list[Any], path: str) -> Merged:
    key = next((key for key in keys_of(path) if all(_keyed_by(key, rows) for rows in (base, theirs, mine))), "")
    if key:
        return _keyed(key, base, theirs, mine, path)
    if len(base) == len(theirs) == len(mine):
        each = [merge(*rows, path=f"{path}[{n}]") for n, rows in enumerate(zip(base, theirs, mine, strict=True))]
        return Merged([one.value for one in each], _conflicts(each))
    if all(isinstance(one, str) for one in (*base, *theirs, *mine)):
        return Merged(_words(base, theirs, mine))
    return _conflict(path, base, theirs, mine)


def keys_of(path: str) -> tuple[str, ...]:
    """Return what tells the rows of a list apart; the cases of a rule have names."""
    return ("name",) if path == "cases" else KEYS


def _keyed_by(key: str, rows: list[Any]) -> bool:
    names = [row.get(key) for row in rows if isinstance(row, dict)]
    return len(names) == len(rows) and all(names) and len(set(names)) == len(names)


def _keyed(key: str, base: list[Any], theirs: list[Any], mine: list[Any], path: str) -> Merged:
    before, other, own = ({row[key]: row for row in rows} for rows in (base, theirs, mine))
    order = _order(list(before), list(other), list(own))
    merged = {name: _at(name, before, other, own, f"{path}[{name}]") for name in order}
    return Merged([one.value for one in merged.values() if one.value is not ABSENT], _conflicts(merged.values()))


def _order(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """Take the order of the editor who moved rows (the stored one if both did); rows added by the other follow their neighbour."""
    first, second = (
        (mine, theirs) if [k for k in base if k in theirs] == [k for k in theirs if k in base] else (theirs, mine)
    )
    found = list(first)
    for at, name in enumerate(second):
        if name not in found:
            before = next((one for one in reversed(second[:at]) if one in found), None)
            found.insert(0 if before is None else found.index(before) + 1, name)
    return found


def _words(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    gone = {word for word in base if word not in mine}
    kept = [word for word in theirs if word not in gone]
    return [*kept, *(word for word in mine if word not in base and word not in kept)]


def _conflicts(merged: Iterable[Merged]) -> tuple[MergeConflict, ...]:
    return tuple(conflict for one in merged for conflict in one.conflicts)
