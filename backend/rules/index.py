"""A population held ready for one day: every comparison asked so far as bitmaps, kept true as single people change."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from backend.rules import bitmaps
from backend.rules.answer import holds
from backend.rules.bitmaps import Bits
from backend.rules.columns import Column, Columns, encode
from backend.rules.comparators import Compare
from backend.rules.conditions import Atom, Condition, Either, Every, ForAPerson, Not, fact_name
from backend.rules.mask import Pair, atom_pair, joined
from backend.rules.rule import Rule
from backend.rules.types import Fact, Value

Key = tuple[str, Compare]


class Kept:
    """One comparison with the rows proven and not disproven; both are one array while nothing is unknown."""

    __slots__ = ("atom", "maybe", "maybe_octets", "yes", "yes_octets")

    def __init__(self, atom: Atom, pair: Pair) -> None:
        self.atom = atom
        self.yes, self.maybe = pair
        self.view()

    def view(self) -> None:
        """The bytes behind both arrays, for changing single rows."""
        self.yes_octets: NDArray[np.uint8] = self.yes.view(np.uint8)
        self.maybe_octets: NDArray[np.uint8] = self.maybe.view(np.uint8)

    def put(self, row: int, truth: bool | None) -> None:
        """The answer of one row."""
        if truth is None and self.yes is self.maybe:
            self.maybe = self.yes.copy()
            self.view()
        bitmaps.put(self.yes_octets, row, truth is True)
        if self.yes is not self.maybe:
            bitmaps.put(self.maybe_octets, row, truth is not False)


class Index:
    """All residents on one day; a comparison is computed when first asked and kept. Another day needs another index."""

    def __init__(self, columns: Columns, on: date) -> None:
        self.columns = columns
        self.on = on
        self.kept: dict[Key, Kept] = {}
        self.by_fact: dict[str, list[Kept]] = {}
        self._all = bitmaps.all_of(columns.count)
        self._none = bitmaps.none_of(columns.count)

    def mask(self, condition: Condition) -> tuple[Bits, Bits]:
        """The rows for which a condition holds, and those for which it does not."""
        yes, maybe = self.pair(condition)
        return yes, bitmaps.inverted(maybe, self.columns.count)

    def count(self, condition: Condition) -> int:
        """For how many rows a condition holds."""
        return bitmaps.size(self.pair(condition)[0])

    def pair(self, condition: Condition) -> Pair:
        """The rows proven and those not disproven; the arrays belong to the index and must not be written to."""
        match condition:
            case Atom():
                kept = self.keep(condition)
                return kept.yes, kept.maybe
            case Every(parts):
                return joined(np.bitwise_and, [self.pair(part) for part in parts])
            case Either(parts):
                return joined(np.bitwise_or, [self.pair(part) for part in parts])
            case Not(part):
                yes, maybe = self.pair(part)
                return bitmaps.inverted(maybe, self.columns.count), bitmaps.inverted(yes, self.columns.count)
            case ForAPerson():
                return self._none, self._all

    def approved(self, rule: Rule) -> Bits:
        """The rows that a rule would approve by machine: all requirements proven, and the grant known."""
        bits = self.pair(Every(rule.require))[0]
        if not rule.grant:
            return bits
        sure, left = self._none.copy(), self._all
        for grant in rule.grant:
            yes, maybe = (self._all, self._all) if grant.when is None else self.pair(grant.when)
            ends = self._all if grant.until is None else self._known(grant.until.name)
            sure |= left & yes & ends
            left = left & ~maybe
        return bits & sure

    def _known(self, name: str) -> Bits:
        column = self.columns.held.get(name)
        return self._none if column is None else self._all if column.known is None else column.known

    def keep(self, atom: Atom) -> Kept:
        """The kept answers to one comparison, computed when asked for the first time."""
        key = (atom.attribute.name, atom.compare)
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = Kept(atom, atom_pair(atom, self.columns, self.on))
            self.by_fact.setdefault(fact_name(atom.attribute), []).append(found)
        return found

    def change(self, row: int, name: str, fact: Fact) -> None:
        """One fact of one resident has changed: correct the column and every kept answer that rests on it."""
        usable = fact.trouble is None and (fact.expires is None or fact.expires >= self.on)
        set_value(self.columns.held[name], row, fact.value if usable else None, self.columns.count)
        facts = {name: fact}
        for kept in self.by_fact.get(name, ()):
            kept.put(row, holds(kept.atom, facts, self.on))


def set_value(column: Column, row: int, value: Value, count: int) -> None:
    """Write one row's value into its column; a division not met before enters the vocabulary."""
    if column.attribute.kind == "records":
        column.later[row] = tuple(value) if isinstance(value, tuple) else ()  # type: ignore[arg-type]  # records only
    elif column.values is not None:
        if isinstance(value, str) and column.attribute.kind == "division" and value not in column.vocabulary:
            _enter(column, value)
        column.values[row] = 0 if value is None else encode(column.attribute, value, column.vocabulary)
    _set_known(column, row, value is not None, count)


def _set_known(column: Column, row: int, known: bool, count: int) -> None:
    if column.known is None:
        if known:
            return
        column.known = bitmaps.all_of(count)
    bitmaps.put(column.known.view(np.uint8), row, known)


def _enter(column: Column, code: str) -> None:
    column.vocabulary = tuple(sorted({*column.vocabulary, code}))
    place = column.vocabulary.index(code)
    if column.values is not None:
        column.values[column.values >= place] += 1
