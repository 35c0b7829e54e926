"""Evaluate one comparison on one column of a population: two bitmaps, rows where it is true and rows where it is undecidable.

The comparison becomes closed ranges of encoded values, and numpy compares the whole array with each range. Worked example,
“age at least 80” on 2026-01-01 over four residents:

    column of birth_date (ordinals; 0: not known)    [708326, 710397, 710398, 0]      1940-05-01, 1946-01-01, 1946-01-02, ?
    birth_date_ranges(AtLeast(80), 2026-01-01)       ((-∞, 710397),)                  born on 1946-01-01 or before
    column_answer(...)                               (0b1011, None)                   rows 0, 1 and, by its 0, row 3

Row 3 is in the result although its value is unknown: `mask.atom_rows` removes the rows outside `AttributeColumn.known`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.rules import bitmaps
from backend.rules import comparators as c
from backend.rules.bitmaps import Bits
from backend.rules.columns import AttributeColumn
from backend.rules.conditions import Atom
from backend.rules.durations import has_started, is_active
from backend.rules.value_ranges import Cuts, birth_date_ranges, date_ranges, number_ranges

FEW = 6


def column_answer(atom: Atom, column: AttributeColumn, count: int, on: date) -> tuple[Bits, Bits | None]:
    """Return the rows where a comparison is true and those where it is undecidable; rows without a value may be in either."""
    kind, compare = column.attribute.kind, atom.compare
    if column.values is None:
        return (bitmaps.all_of(count) if isinstance(compare, c.IsKnown) else _records(compare, column, count, on)), None
    if atom.attribute.derived is not None:
        return _scalar(column.values, birth_date_ranges(compare, on)), _unborn(column, count, on)
    if kind == "division":
        return _division(compare, column)
    if kind == "codes":
        return _codes(compare, column), None
    return _scalar(column.values, value_ranges_for(compare, column, on)), None


def value_ranges_for(compare: c.Compare, column: AttributeColumn, on: date) -> Cuts:
    """Return the ranges of encoded values for which a comparison is true."""
    kind = column.attribute.kind
    if kind == "date":
        first, last = _years(column) if isinstance(compare, c.InMonth | c.BeforeAnniversary) else (1, 1)
        return date_ranges(compare, on, first, last)
    if kind != "code" or isinstance(compare, c.IsKnown):
        return number_ranges(compare)
    options = [option.value for option in column.attribute.options]
    named = compare.values if isinstance(compare, c.OneOf) else (compare.value,) if isinstance(compare, c.Is) else ()
    places = sorted(options.index(str(one)) for one in named)
    return tuple((place, place) for place in places)


def _years(column: AttributeColumn) -> tuple[int, int]:
    """Return the first and last year in a column of dates; unknown rows hold 0."""
    values = column.values
    if values is None or not (values > 0).any():
        return 1, 1
    days = values[values > 0]
    return date.fromordinal(int(days.min())).year, date.fromordinal(int(days.max())).year


def _scalar(values: NDArray[Any], cuts: Cuts) -> Bits:
    if len(cuts) > FEW:
        return bitmaps.pack(_looked_up(values, cuts))
    found = [bitmaps.pack(_between(values, low, high)) for low, high in _merged(cuts)]
    if len(found) == 1:
        return found[0]
    return np.bitwise_or.reduce(found) if found else bitmaps.none_of(len(values))


def _merged(cuts: Cuts) -> Iterator[tuple[int, int]]:
    """Merge adjacent ranges."""
    pending: tuple[int, int] | None = None
    for low, high in cuts:
        if pending is not None and low == pending[1] + 1:
            pending = (pending[0], high)
            continue
        if pending is not None:
            yield pending
        pending = (low, high)
    if pending is not None:
        yield pending


def _between(values: NDArray[Any], low: int, high: int) -> NDArray[np.bool_]:
    """Compare with a closed range, with one comparison if a bound is outside the range of the array's type."""
    limits = np.iinfo(values.dtype)
    low, high = max(low, int(limits.min)), min(high, int(limits.max))
    if low > high:
        return np.zeros(len(values), np.bool_)
    if low == high:
        found: NDArray[np.bool_] = values == low
    elif low == limits.min:
        found = values <= high
    elif high == limits.max:
        found = values >= low
    else:
        found = (values >= low) & (values <= high)
    return found


def _looked_up(values: NDArray[Any], cuts: Cuts) -> NDArray[np.bool_]:
    if not len(values):
        return np.zeros(0, np.bool_)
    first, last = int(values.min()), int(values.max())
    table = np.zeros(last - first + 1, np.bool_)
    for low, high in cuts:
        table[max(low - first, 0) : max(high - first + 1, 0)] = True
    return np.take(table, values - first)


def _unborn(column: AttributeColumn, count: int, on: date) -> Bits | None:
    """Return the rows with a birth date in the future, whose age is unknown."""
    values = column.values
    if values is None or not count:
        return None
    if column.highest is None:
        column.highest = int(values.max())
    return None if column.highest <= on.toordinal() else bitmaps.pack(values > on.toordinal())


def _division(compare: c.Compare, column: AttributeColumn) -> tuple[Bits, Bits | None]:
    values = column.values
    assert values is not None
    if not isinstance(compare, c.Within):
        return bitmaps.all_of(len(values)), None
    within = _scalar(values, tuple(divisions_inside(compare, column.vocabulary)))
    coarse = tuple(_coarse(compare, column.vocabulary))
    return within, (_scalar(values, coarse) & ~within) if coarse else None


def divisions_inside(compare: c.Within, vocabulary: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Return the index ranges of the sorted vocabulary that lie inside a requested division."""
    for division in compare.divisions:
        low, high = bisect_left(vocabulary, division), bisect_left(vocabulary, division + ":")
        if low < high:
            yield low, high - 1


def _coarse(compare: c.Within, vocabulary: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Return the codes that are too short to decide: a prefix of a requested division."""
    for place, code in enumerate(vocabulary):
        if any(division.startswith(code) and division != code for division in compare.divisions):
            yield place, place


def _codes(compare: c.Compare, column: AttributeColumn) -> Bits:
    values = column.values
    assert values is not None
    match compare:
        case c.Has(option) | c.Lacks(option):
            place = [one.value for one in column.attribute.options].index(option)
            inside = (values & np.uint64(1 << place)) != 0
            return bitmaps.pack(inside if isinstance(compare, c.Has) else ~inside)
        case c.CountAtLeast(number):
            return bitmaps.pack(np.bitwise_count(values) >= number)
        case c.CountAtMost(number):
            return bitmaps.pack(np.bitwise_count(values) <= number)
    return bitmaps.all_of(len(values))


def _records(compare: c.Compare, column: AttributeColumn, count: int, on: date) -> Bits:
    match compare:
        case c.Has(option):
            return bitmaps.pack(_rows_with(option, column, count, on, ever=False))
        case c.Lacks(option):
            return bitmaps.pack(~_rows_with(option, column, count, on, ever=False))
        case c.Had(option):
            return bitmaps.pack(_rows_with(option, column, count, on, ever=True))
        case c.CountAtLeast(number):
            return bitmaps.pack(_running(column, count, on) >= number)
        case c.CountAtMost(number):
            return bitmaps.pack(_running(column, count, on) <= number)
    return bitmaps.all_of(count)


def _rows_with(option: str, column: AttributeColumn, count: int, on: date, *, ever: bool) -> NDArray[np.bool_]:
    """Return the rows with a record of this kind that is active on the date, or (`ever`) has started by then."""
    found = np.zeros(count, np.bool_)
    entries = column.records.get(option)
    if entries is not None:
        day = on.toordinal()
        fits = entries.since <= day if ever else (entries.since <= day) & (entries.until >= day)
        found[entries.rows[fits]] = True
    test = has_started if ever else is_active
    for row, records in column.later.items():
        found[row] = any(record.kind == option and test(record, on) for record in records)
    return found


def _running(column: AttributeColumn, count: int, on: date) -> NDArray[np.int64]:
    """Count the records active on the date, per row."""
    total = np.zeros(count, np.int64)
    day = on.toordinal()
    for entries in column.records.values():
        fits = (entries.since <= day) & (entries.until >= day)
        total += np.bincount(entries.rows[fits], minlength=count)
    for row, records in column.later.items():
        total[row] = sum(is_active(record, on) for record in records)
    return total
