"""Bitmap index over a population for one day: caches the bitmap of each comparison and updates it when a person changes.

Worked example: `all(age at least 80, hukou within 4403)` over 1.5 million rows.

1. `ask` evaluates each comparison once (`column_answers`) and keeps its bitmap, 188 kB each, under (attribute, comparison, truth).
2. `mask` combines cached bitmaps with AND, OR and NOT; a second rule that asks for the same hukou reuses its bitmap.
3. `change(row, "hukou", …)` writes the column and then sets or clears that row's bit in the bitmaps of hukou only.

The index is bound to its day, because ages and periods change at midnight: another day needs another index.
"""

from collections.abc import Iterable
from datetime import date
from typing import cast

from backend.rules import bitmaps, calendar_periods
from backend.rules.bitmaps import Bits
from backend.rules.columns import AttributeColumn, Columns, encode
from backend.rules.comparators import Compare
from backend.rules.conditions import AllOf, Atom, Condition, atoms_of, fact_name
from backend.rules.facts import value_on
from backend.rules.mask import atom_rows, rows_where
from backend.rules.rule import Rule, conditions_of_grant
from backend.rules.types import Fact, Value

Key = tuple[str, Compare, bool]


class CachedBitmap:
    """Cached comparison: the rows for which it is certainly true (or certainly false)."""

    __slots__ = ("atom", "bits", "octets", "truth")

    def __init__(self, atom: Atom, truth: bool, bits: Bits) -> None:
        self.atom = atom
        self.truth = truth
        self.bits = bits
        self.octets = bitmaps.octets(bits)


class BitmapIndex:
    """Bitmaps of all comparisons evaluated so far, for one population and one day."""

    def __init__(self, columns: Columns, on: date) -> None:
        self.columns = columns
        self.on = on
        self.kept: dict[Key, CachedBitmap] = {}
        self.by_fact: dict[str, list[CachedBitmap]] = {}

    def mask(self, condition: Condition) -> tuple[Bits, Bits]:
        """Return the rows where a condition is true and those where it is false; read-only."""
        return self.rows_where(condition, True), self.rows_where(condition, False)

    def rows_where(self, condition: Condition, truth: bool) -> Bits:
        """Return the rows where a condition is certainly true (or false); read-only: it may be a cached bitmap."""
        return rows_where(condition, truth, self.ask, self.columns.count)

    def prepare(self, conditions: Iterable[Condition]) -> None:
        """Evaluate the comparisons of conditions, column by column, so that each column is read from memory once."""
        atoms = [atom for condition in conditions for atom in atoms_of(condition)]
        for atom in sorted(atoms, key=lambda atom: fact_name(atom.attribute)):
            self.ask(atom, True)

    def count(self, condition: Condition) -> int:
        """Count the rows where a condition is true."""
        return bitmaps.size(self.rows_where(condition, True))

    def approved(self, rule: Rule) -> Bits:
        """Return the rows that a rule approves by machine: all requirements true and the grant known."""
        bits = self.rows_where(AllOf(rule.require), True)
        if not any(conditions_of_grant(grant) for grant in rule.grant):
            return bits
        sure, left = bitmaps.none_of(self.columns.count), bits
        for grant in rule.grant:
            asked = AllOf(conditions_of_grant(grant))
            sure = sure | (left & self.rows_where(asked, True) if asked.parts else left)
            if grant.when is None:
                break
            left = left & self.rows_where(grant.when, False)
        return sure

    def ask(self, atom: Atom, truth: bool) -> Bits:
        """Return the bitmap of one comparison, evaluated at the first call."""
        key = (atom.attribute.name, atom.compare, truth)
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = CachedBitmap(atom, truth, atom_rows(self.columns, self.on, atom, truth))
            self.by_fact.setdefault(fact_name(atom.attribute), []).append(found)
        return found.bits

    def change(self, row: int, name: str, fact: Fact) -> None:
        """Apply a changed fact of one row to its column and to every cached bitmap of that fact."""
        column = self.columns.by_name[name]
        value = value_on(column.attribute, {name: fact}, self.on)[0]
        set_value(column, row, value, self.columns.count)
        self.follow(row, name, value)

    def follow(self, row: int, name: str, value: Value) -> None:
        """Update every cached bitmap after a value was written to a column (None: unknown)."""
        for kept in self.by_fact.get(name, ()):
            seen = value
            if kept.atom.attribute.derived is not None and value is not None:
                seen = calendar_periods.completed_years(cast(date, value), self.on)
            truth = None if seen is None else kept.atom.compare.holds(seen, self.on)
            bitmaps.set_row(kept.octets, row, truth is kept.truth)


def set_value(column: AttributeColumn, row: int, value: Value, count: int) -> None:
    """Write one row's value to its column; a new division is added to the vocabulary."""
    if column.attribute.kind == "records":
        column.later[row] = tuple(value) if isinstance(value, tuple) else ()  # type: ignore[arg-type]  # records only
    elif column.values is not None:
        if isinstance(value, str) and column.attribute.kind == "division" and value not in column.vocabulary:
            _enter(column, value)
        column.values[row] = 0 if value is None else encode(column.attribute, value, column.vocabulary)
        column.highest = None
    _set_known(column, row, value is not None, count)


def _set_known(column: AttributeColumn, row: int, known: bool, count: int) -> None:
    if column.known is None:
        if known:
            return
        column.known = bitmaps.all_of(count)
    bitmaps.set_row(bitmaps.octets(column.known), row, known)


def _enter(column: AttributeColumn, code: str) -> None:
    column.vocabulary = tuple(sorted({*column.vocabulary, code}))
    place = column.vocabulary.index(code)
    if column.values is not None:
        column.values[column.values >= place] += 1
