"""Synthetic population under construction: drawn attributes, and the columns made of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from backend.registers.attributes import attributes
from backend.registers.sample.synthetic.random_draws import Array, Mask, RandomDraws, years_old
from backend.rules.columns import OPEN_END, AttributeColumn, Columns, Entries, column, records_column

GAP = 0.004  # part of the people about whom a register says nothing at all
Drawn = tuple[Array, Mask | None, tuple[str, ...]]


class SyntheticPopulation:
    """Population of a size on a day; later draws may depend on earlier ones."""

    def __init__(self, size: int, seed: int, today: date) -> None:
        self.size, self.today, self.chance = size, today.toordinal(), RandomDraws(seed, size)
        self._drawn: dict[str, Drawn] = {}
        self._records: dict[str, dict[str, Entries]] = {}

    def __getitem__(self, name: str) -> Array:
        """Return the drawn values of an attribute."""
        return self._drawn[name][0]

    def known(self, name: str) -> Mask:
        """Return for whom an attribute is known."""
        known = self._drawn[name][1]
        return np.ones(self.size, np.bool_) if known is None else known

    def put(self, name: str, values: ArrayLike, known: Mask | None = None, vocabulary: Sequence[str] = ()) -> None:
        """Set an attribute; a scalar applies to all; people outside `known` have no record."""
        self._drawn[name] = (np.broadcast_to(np.asarray(values), self.size), known, tuple(vocabulary))

    def put_option(self, name: str, otherwise: str, known: Mask | None = None, **options: Mask) -> None:
        """Set a code: for each option the people who have it (later ones win), and a default."""
        values = np.full(self.size, self.option(name, otherwise), np.uint8)
        for option, who in options.items():
            values[who] = self.option(name, option)
        self.put(name, values, known)

    def put_options(self, name: str, known: Mask | None = None, **options: Mask) -> None:
        """Set a list of codes: for each option the people who have it."""
        values = np.zeros(self.size, np.uint64)
        for option, who in options.items():
            values[who] |= np.uint64(1 << self.option(name, option))
        self.put(name, values, known)

    def put_place(self, name: str, place: Array, codes: Sequence[str], known: Mask | None = None) -> None:
        """Set a division as positions in a list of codes."""
        vocabulary = sorted(set(codes))
        lookup = np.array([vocabulary.index(code) for code in codes], np.uint16)
        self.put(name, lookup[place], known, vocabulary)

    def record(self, name: str, kind: str, who: Mask, since: Array, until: Array | None = None) -> None:
        """Add a record of a kind to the people in `who`; without `until` it is still active."""
        rows = np.flatnonzero(who).astype(np.int32)
        ends = np.full(len(rows), OPEN_END, np.int32) if until is None else until[rows].astype(np.int32)
        self._records.setdefault(name, {})[kind] = Entries(rows, since[rows].astype(np.int32), ends)

    def has(self, name: str, kind: str) -> Mask:
        """Return who has (or had) a record of a kind."""
        found = np.zeros(self.size, np.bool_)
        found[self._records[name][kind].rows] = True
        return found

    def vocabulary(self, name: str) -> tuple[str, ...]:
        """Return the division codes that positions refer to."""
        return self._drawn[name][2]

    def has_option(self, name: str, value: str) -> Mask:
        """Return whose code equals an option."""
        return np.asarray(self[name] == self.option(name, value))

    def option(self, name: str, value: str) -> int:
        """Return the position of an option in the dictionary."""
        return [option.value for option in attributes()[name].options].index(value)

    @cached_property
    def age(self) -> Array:
        """Return ages in completed years."""
        return years_old(self["birth_date"], self.today)

    def columns(self) -> tuple[Columns, dict[str, Mask]]:
        """Return the columns for rules, and for each register the people it is silent about."""
        sources: dict[str, None] = dict.fromkeys(attributes()[name].source for name in (*self._drawn, *self._records))
        gaps = {source: self.chance.share(GAP) for source in sources}
        by_name = {name: self._column(name, gaps) for name in self._drawn}
        by_name |= {name: self._record_column(name, gaps) for name in self._records}
        return Columns(self.size, by_name), gaps

    def _column(self, name: str, gaps: Mapping[str, Mask]) -> AttributeColumn:
        values, known, vocabulary = self._drawn[name]
        told = ~gaps[attributes()[name].source]
        return column(attributes()[name], values, told if known is None else told & known, vocabulary)

    def _record_column(self, name: str, gaps: Mapping[str, Mask]) -> AttributeColumn:
        told = ~gaps[attributes()[name].source]
        kept = {kind: _only(entries, told) for kind, entries in self._records[name].items()}
        return records_column(attributes()[name], kept, told)


def _only(entries: Entries, told: Mask) -> Entries:
    stays = told[entries.rows]
    return Entries(entries.rows[stays], entries.since[stays], entries.until[stays])
