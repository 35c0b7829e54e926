"""Population in memory: one column per attribute, one bitmap index per day; updated row by row.

A person is a place (a row); names are not here. Whoever holds this answers with counts, never with a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.population.row_format import NOT_KNOWN, DatedValue, RowFormat, dated_value
from backend.residents.profile_facts import ProfileFacts, settled
from backend.rules import bitmaps
from backend.rules.bitmap_index import BitmapIndex, set_value
from backend.rules.bitmaps import Bits
from backend.rules.columns import OPEN_END, AttributeColumn, Columns, encode
from backend.rules.types import Value

SPARE = 4096  # places kept free for people who come
DAYS_KEPT = 4
Days = NDArray[np.int32]


@dataclass
class Dated:
    """Day-dependent part of one attribute: last day of each value, and answers to be merged for each day."""

    until: Days | None = None
    odd: dict[int, Any] = field(default_factory=dict)


class Population:
    """All residents in columns; `at` is the horizon of the applied changes (see `load`)."""

    def __init__(self, layout: RowFormat, columns: Columns, present: Bits, dated: Mapping[str, Dated], at: int) -> None:
        self.layout, self.columns, self.present, self.at = layout, columns, present, at
        self.dated = {name: dated.get(name) or Dated() for name in layout.names}
        self.days: dict[date, BitmapIndex] = {}
        self.last = 0  # the last place somebody was given

    @property
    def count(self) -> int:
        """Number of residents."""
        return bitmaps.size(self.present)

    def on(self, day: date) -> BitmapIndex:
        """Return the bitmap index of a day; the most recent days are cached."""
        index = self.days.pop(day, None) or BitmapIndex(self.columns_on(day), day)
        self.days[day] = index
        while len(self.days) > DAYS_KEPT:
            del self.days[next(iter(self.days))]
        return index

    def turn(self, today: date) -> None:
        """Start a new day: drop indexes of past days, prepare today's."""
        self.days = {day: index for day, index in self.days.items() if day >= today}
        self.on(today)

    def columns_on(self, day: date) -> Columns:
        """Return the columns for a day: shared arrays, except where values expire or answers must be merged."""
        own = {name: self._own(name, day) for name, dated in self.dated.items() if dated.odd or dated.until is not None}
        return Columns(self.columns.count, {**self.columns.by_name, **own})

    def _own(self, name: str, day: date) -> AttributeColumn:
        base, dated, count = self.columns.by_name[name], self.dated[name], self.columns.count
        known = bitmaps.all_of(count) if base.known is None else base.known.copy()
        if dated.until is not None:
            known &= bitmaps.pack(dated.until >= day.toordinal())
        values = base.values.copy() if base.values is not None and dated.odd else base.values
        own = AttributeColumn(base.attribute, values, known, base.vocabulary, base.records, dict(base.later))
        for place, raw in dated.odd.items():
            set_value(own, place, self._settled(name, raw, day), count)
        return own

    def _settled(self, name: str, raw: Any, day: date) -> Value:
        fact = settled(self.layout.stored[name], raw, day, again=True)
        usable = fact is not None and fact.trouble is None and (fact.expires is None or fact.expires >= day)
        return fact.value if fact is not None and usable else None

    def change(self, place: int, profile: ProfileFacts | None) -> None:
        """Apply a changed profile (None: removed)."""
        if place >= self.columns.count:
            self._grow(place + 1 + SPARE)
        bitmaps.set_row(bitmaps.octets(self.present), place, profile is not None)
        for name, attribute in self.layout.stored.items():
            raw = None if profile is None else profile.get(name)
            found = NOT_KNOWN if raw is None else dated_value(attribute, raw)
            if found == "odd":
                self.put(place, name, NOT_KNOWN, raw)
            else:
                self.put(place, name, found)

    def put(self, place: int, name: str, found: DatedValue, odd: Any = None) -> None:
        """Set one attribute of a resident; answers to be merged for each day come as `odd`."""
        base, dated = self.columns.by_name[name], self.dated[name]
        plain = odd is None and found.until is None and place not in dated.odd and dated.until is None
        if plain and _holds(base, place, found.value):
            return
        self._note(dated, place, found, odd)
        words = base.vocabulary
        set_value(base, place, found.value, self.columns.count)
        if base.vocabulary is not words:  # a division nobody lived in before moves the others in every column
            self.days.clear()
        for day, index in self.days.items():
            value = found.value if odd is None else self._settled(name, odd, day)
            if found.until is not None and found.until < day:
                value = None
            column = index.columns.by_name[name]
            if column is not base:
                set_value(column, place, value, self.columns.count)
            index.follow(place, name, value)

    def _note(self, dated: Dated, place: int, found: DatedValue, odd: Any) -> None:
        new = (odd is not None and not dated.odd) or (found.until is not None and dated.until is None)
        if new:  # until now this attribute needed no column of its own for each day
            self.days.clear()
        if odd is not None:
            dated.odd[place] = odd
        else:
            dated.odd.pop(place, None)
        if found.until is not None and dated.until is None:
            dated.until = np.full(self.columns.count, OPEN_END, np.int32)
        if dated.until is not None:
            dated.until[place] = OPEN_END if found.until is None else found.until.toordinal()

    def _grow(self, count: int) -> None:
        """Make room for more residents; day indexes are rebuilt when asked."""
        more, words = count - self.columns.count, bitmaps.words_for(count)
        for column in self.columns.by_name.values():
            if column.values is not None:
                column.values = np.pad(column.values, (0, more))
            known = bitmaps.all_of(self.columns.count) if column.known is None else column.known
            column.known = np.pad(known, (0, words - len(known)))
        for dated in self.dated.values():
            if dated.until is not None:
                dated.until = np.pad(dated.until, (0, more), constant_values=OPEN_END)
        self.present = np.pad(self.present, (0, words - len(self.present)))
        self.columns.count = count
        self.days.clear()


def _holds(column: AttributeColumn, place: int, value: Value) -> bool:
    """Check whether the column has this value already."""
    known = column.known is None or bitmaps.holds(column.known, place)
    if not known or value is None:
        return not known and value is None
    if column.values is None or (column.attribute.kind == "division" and value not in column.vocabulary):
        return False
    return int(column.values[place]) == encode(column.attribute, value, column.vocabulary)
