"""One synthetic person, read from the columns as a register would tell it."""

from datetime import date
from typing import Any

import numpy as np

from backend.rules import bitmaps
from backend.rules.columns import OPEN_END, OPEN_START, AttributeColumn, Entries


def value_at(column: AttributeColumn, row: int) -> Any:
    """Return the value of one person; None if there is none."""
    if column.known is not None and not bitmaps.holds(column.known, row):
        return None
    if column.values is None:
        told = [entry for kind, entries in column.records.items() for entry in _entries(kind, entries, row)]
        return sorted(told, key=lambda entry: (entry.get("from", date.min), entry["kind"]))
    return _plain(column, column.values[row].item())


def _plain(column: AttributeColumn, value: Any) -> Any:
    attribute = column.attribute
    match attribute.kind:
        case "date":
            return date.fromordinal(value)
        case "division":
            return column.vocabulary[value]
        case "code":
            return attribute.options[value].value
        case "codes":
            return [option.value for bit, option in enumerate(attribute.options) if value >> bit & 1]
        case "yes_no":
            return bool(value)
    return value


def _entries(kind: str, entries: Entries, row: int) -> list[dict[str, Any]]:
    first, end = np.searchsorted(entries.rows, (row, row + 1))
    return [_entry(kind, int(entries.since[at]), int(entries.until[at])) for at in range(first, end)]


def _entry(kind: str, since: int, until: int) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": kind}
    if since != OPEN_START:
        entry["from"] = date.fromordinal(since)
    if until != OPEN_END:
        entry["until"] = date.fromordinal(until)
    return entry
