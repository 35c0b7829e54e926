"""Columnar layout of a population: one typed array per attribute, and a bitmap of the rows that are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from backend.rules import bitmaps
from backend.rules.bitmaps import Bits
from backend.rules.facts import value_on
from backend.rules.types import Attribute, Dictionary, Facts, Kind, Record, Value

# date: ordinal of the day (date.toordinal) · yes_no: 0 or 1 · code: position among the attribute's options
# codes: bit i for option i · division: position in the column's own sorted vocabulary of code stems
DTYPES: dict[Kind, Any] = {
    "date": np.int32,
    "number": np.int32,
    "yes_no": np.uint8,
    "code": np.uint8,
    "codes": np.uint64,
    "division": np.uint16,
}
SMALLEST, LARGEST = -(2**31), 2**31 - 1  # a number beyond stands as the nearest; no rule compares with such a one
OPEN_START = 0
OPEN_END = 2**31 - 1


@dataclass
class Entries:
    """Records of one kind: row, first and last day of each (ordinals; open ends are 0 and 2^31-1)."""

    rows: NDArray[np.int32]
    since: NDArray[np.int32]
    until: NDArray[np.int32]


@dataclass
class AttributeColumn:
    """Column of one attribute; `values` is None for texts and records, `known` is None if all rows are known.

    `later` holds the records of rows that changed since, in place of theirs; `highest` is a value none exceeds.
    """

    attribute: Attribute
    values: NDArray[Any] | None = None
    known: Bits | None = None
    vocabulary: tuple[str, ...] = ()
    records: dict[str, Entries] = field(default_factory=dict)
    later: dict[int, tuple[Record, ...]] = field(default_factory=dict)
    highest: int | None = None


@dataclass
class Columns:
    """Population: number of rows and one column per stored attribute."""

    count: int
    by_name: dict[str, AttributeColumn]


def dtype_of(attribute: Attribute) -> Any:
    """Return the numpy type of an attribute's column; None for records and texts."""
    return DTYPES.get(attribute.kind)


def column(
    attribute: Attribute, values: NDArray[Any], known: NDArray[np.bool_] | None = None, vocabulary: Iterable[str] = ()
) -> AttributeColumn:
    """Build a column of plain values; where `known` is false the value is ignored.

    A division column comes with its sorted vocabulary of code stems and holds positions in it.
    """
    typed = np.asarray(values).astype(dtype_of(attribute))
    names = tuple(vocabulary)
    if list(names) != sorted(set(names)):
        raise ValueError(f"{attribute.name}: the vocabulary must be sorted and without repetition")
    if known is None or bool(known.all()):
        return AttributeColumn(attribute, typed, None, names)
    typed[~known] = 0
    return AttributeColumn(attribute, typed, bitmaps.pack(known), names)


def records_column(
    attribute: Attribute, records: Mapping[str, Entries], known: NDArray[np.bool_] | None = None
) -> AttributeColumn:
    """Build a column of records by kind; unknown rows must have none."""
    whole = known is None or bool(known.all())
    return AttributeColumn(attribute, None, None if whole or known is None else bitmaps.pack(known), (), dict(records))


def text_column(attribute: Attribute, known: NDArray[np.bool_]) -> AttributeColumn:
    """Build a column of texts: stores only whether they are known."""
    return AttributeColumn(attribute, None, bitmaps.pack(known))


def columns_of(people: Sequence[Facts], dictionary: Dictionary, on: date) -> Columns:
    """Build the columns of a few people from their facts on a date; for tests and small groups."""
    names = dict.fromkeys(name for facts in people for name in facts)
    by_name = {name: _column_of(dictionary[name], people, on) for name in names}
    return Columns(len(people), by_name)


def _column_of(attribute: Attribute, people: Sequence[Facts], on: date) -> AttributeColumn:
    values = [value_on(attribute, facts, on)[0] for facts in people]
    known = np.array([value is not None for value in values])
    if attribute.kind == "records":
        return records_column(attribute, entries([cast(tuple[Record, ...], value or ()) for value in values]), known)
    if attribute.kind == "text":
        return text_column(attribute, known)
    vocabulary: tuple[str, ...] = ()
    if attribute.kind == "division":
        vocabulary = tuple(sorted({cast(str, value) for value in values if value is not None}))
    encoded = [0 if value is None else encode(attribute, value, vocabulary) for value in values]
    return column(attribute, np.array(encoded, dtype_of(attribute)), known, vocabulary)


def entries(people: Sequence[tuple[Record, ...]]) -> dict[str, Entries]:
    """Return the records of people by kind."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for row, records in enumerate(people):
        for record in records:
            found.setdefault(record.kind, []).append((row, *ends(record)))
    return {kind: Entries(*np.array(rows, np.int32).T.copy()) for kind, rows in found.items()}


def ends(record: Record) -> tuple[int, int]:
    """Return the first and last day of a record as ordinals."""
    since = OPEN_START if record.since is None else record.since.toordinal()
    return since, OPEN_END if record.until is None else record.until.toordinal()


def encode(attribute: Attribute, value: Value, vocabulary: Sequence[str]) -> int:
    """Encode one plain value for its column; raises ValueError for a division outside the vocabulary."""
    match attribute.kind:
        case "date":
            return cast(date, value).toordinal()
        case "code":
            return [option.value for option in attribute.options].index(cast(str, value))
        case "codes":
            options = [option.value for option in attribute.options]
            return sum(1 << options.index(member) for member in cast(tuple[str, ...], value))
        case "division":
            return list(vocabulary).index(cast(str, value))
    return min(max(int(cast(int, value)), SMALLEST), LARGEST)
