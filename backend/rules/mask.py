"""Asks a condition about a whole population at once: two bitmaps, the rows that say yes and the rows that say no."""

from datetime import date

import numpy as np

from backend.rules import bitmaps
from backend.rules import comparators as c
from backend.rules.bitmaps import Bits
from backend.rules.column_answers import told
from backend.rules.columns import Column, Columns
from backend.rules.conditions import Atom, Condition, Either, Every, ForAPerson, Not, fact_name

# A pair (yes, maybe): the rows proven, and the rows not disproven. All parts of a condition combine these with the same
# two operations, and where every value is known both are one and the same array.
Pair = tuple[Bits, Bits]

def mask(condition: Condition, columns: Columns, on: date) -> tuple[Bits, Bits]:
    """The rows for which a condition holds on a date, and those for which it does not; the rest are not known."""
    yes, maybe = pair_of(condition, columns, on)
    return yes, bitmaps.inverted(maybe, columns.count)


def pair_of(condition: Condition, columns: Columns, on: date) -> Pair:
    """The rows proven and the rows not disproven."""
    match condition:
        case Atom():
            return atom_pair(condition, columns, on)
        case Every(parts):
            return joined(np.bitwise_and, [pair_of(part, columns, on) for part in parts])
        case Either(parts):
            return joined(np.bitwise_or, [pair_of(part, columns, on) for part in parts])
        case Not(part):
            yes, maybe = pair_of(part, columns, on)
            return bitmaps.inverted(maybe, columns.count), bitmaps.inverted(yes, columns.count)
        case ForAPerson():
            return bitmaps.none_of(columns.count), bitmaps.all_of(columns.count)


def joined(operation: np.ufunc, pairs: list[Pair]) -> Pair:
    """Combine yes with yes and maybe with maybe; once where they are the same."""
    yes = _fold(operation, [pair[0] for pair in pairs])
    if all(pair[0] is pair[1] for pair in pairs):
        return yes, yes
    return yes, _fold(operation, [pair[1] for pair in pairs])


def _fold(operation: np.ufunc, parts: list[Bits]) -> Bits:
    if len(parts) == 1:
        return parts[0]
    folded: Bits = operation(parts[0], parts[1])
    for part in parts[2:]:
        operation(folded, part, out=folded)
    return folded


def atom_pair(atom: Atom, columns: Columns, on: date) -> Pair:
    """One comparison over a whole column."""
    derived = atom.attribute.derived
    if derived is not None and derived.by == "today":
        everyone = bitmaps.all_of(columns.count) if atom.compare.holds(on, on) else bitmaps.none_of(columns.count)
        return everyone, everyone
    column = columns.held.get(fact_name(atom.attribute))
    if column is None:
        return bitmaps.none_of(columns.count), bitmaps.all_of(columns.count)
    yes, unclear = told(atom, column, columns.count, on)
    return _with_unknown(atom, column, yes, unclear, columns.count)


def _with_unknown(atom: Atom, column: Column, yes: Bits, unclear: Bits | None, count: int) -> Pair:
    if column.known is not None:
        yes &= column.known
    if isinstance(atom.compare, c.Known):
        if unclear is not None:
            yes &= ~unclear
        return yes, bitmaps.all_of(count)
    maybe = yes if column.known is None else yes | bitmaps.inverted(column.known, count)
    return yes, maybe if unclear is None else maybe | unclear
