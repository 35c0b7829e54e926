"""Evaluate a condition for a whole population: two bitmaps, the rows where it is true and the rows where it is false."""

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np

from backend.rules import bitmaps
from backend.rules import comparators as c
from backend.rules.bitmaps import Bits
from backend.rules.column_answers import column_answer
from backend.rules.columns import Columns
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not, fact_name

# The rows for which one comparison surely has an answer: yes (True) or no (False).
Ask = Callable[[Atom, bool], Bits]


def mask(condition: Condition, columns: Columns, on: date) -> tuple[Bits, Bits]:
    """Return the rows where a condition is true on a date and those where it is false; the others are unknown."""
    ask = partial(atom_rows, columns, on)
    return rows_where(condition, True, ask, columns.count), rows_where(condition, False, ask, columns.count)


def rows_where(condition: Condition, truth: bool, ask: Ask, count: int) -> Bits:
    """Return the rows where a condition is certainly true (or false), in one pass over bitmaps.

    "All" is surely true where each part is, and surely false where any part is; "any" the other way round. So each side
    of the three-valued answer is computed alone.
    """
    match condition:
        case Atom():
            return ask(condition, truth)
        case Not(part):
            return rows_where(part, not truth, ask, count)
        case NeedsPerson():
            return bitmaps.none_of(count)
        case AllOf(parts) | AnyOf(parts):
            together = isinstance(condition, AllOf) == truth
            return fold(np.bitwise_and if together else np.bitwise_or, parts, truth, ask, count)


def fold(operation: np.ufunc, parts: tuple[Condition, ...], truth: bool, ask: Ask, count: int) -> Bits:
    """Combine the parts of a condition; never writes to bitmaps returned by `ask`."""
    if not parts:
        return bitmaps.all_of(count) if operation is np.bitwise_and else bitmaps.none_of(count)
    first = rows_where(parts[0], truth, ask, count)
    if len(parts) == 1:
        return first
    folded: Bits = operation(first, rows_where(parts[1], truth, ask, count))
    for part in parts[2:]:
        operation(folded, rows_where(part, truth, ask, count), out=folded)
    return folded


def atom_rows(columns: Columns, on: date, atom: Atom, truth: bool) -> Bits:
    """Return the rows where one comparison is certainly true (or false)."""
    count = columns.count
    derived = atom.attribute.derived
    if derived is not None and derived.by == "today":
        return bitmaps.all_of(count) if atom.compare.holds(on, on) is truth else bitmaps.none_of(count)
    column = columns.by_name.get(fact_name(atom.attribute))
    if column is None or (isinstance(atom.compare, c.IsKnown) and not truth):
        return bitmaps.none_of(count)
    found, unclear = column_answer(atom, column, count, on)
    if not truth:
        found = bitmaps.inverted(found, count)
    if unclear is not None:
        found &= ~unclear
    if column.known is not None:
        found &= column.known
    return found
