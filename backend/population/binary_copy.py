"""Decode PostgreSQL's binary COPY stream into columns, thousands of rows at a time."""

import asyncio
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.population.row_format import CODES, ENTRY_TYPE, TYPES, VALUE_ENDS, RowFormat
from backend.population.table import Dated, Population
from backend.rules import bitmaps
from backend.rules.columns import OPEN_END, AttributeColumn, Columns, Entries, dtype_of

HEADER = 19  # bytes before the first row: signature, flags, no extension
BATCH = 32_768  # people: few enough to stay in the processor's cache, many enough to change threads rarely
Flags = NDArray[np.bool_]


class BinaryCopyReader:
    """Consumer of a COPY stream of (place, record) rows; `population` returns the result."""

    def __init__(self, layout: RowFormat, count: int) -> None:
        self.layout, self.count = layout, count
        self.row = np.dtype([
            ("fields", ">i2"), ("place_size", ">i4"), ("place", ">i4"), ("record_size", ">i4"), ("record", layout.dtype),
        ])  # fmt: skip
        self.values = {one.name: np.zeros(count, TYPES[CODES[one.kind]]) for one in layout.plain}
        self.known = np.zeros((len(layout.names), count), np.bool_)
        self.present = np.zeros(count, np.bool_)
        self.waiting = bytearray()
        self.begun = False

    async def __call__(self, piece: bytes) -> None:
        """Add the next bytes of the stream."""
        self.waiting += piece
        if not self.begun and len(self.waiting) >= HEADER:
            del self.waiting[:HEADER]
            self.begun = True
        if len(self.waiting) >= BATCH * self.row.itemsize:
            await asyncio.to_thread(self.take)

    def take(self) -> None:
        """Decode all complete rows; what follows the last one is the trailer of the stream."""
        rows = len(self.waiting) // self.row.itemsize if self.begun else 0
        if rows:
            batch = np.frombuffer(bytes(self.waiting[: rows * self.row.itemsize]), self.row)
            del self.waiting[: rows * self.row.itemsize]
            self._write(_as_slice(batch["place"].astype(np.int64)), batch["record"])

    def _write(self, at: Any, records: NDArray[np.void]) -> None:
        self.present[at] = True
        for name, values in self.values.items():
            values[at] = records[name]
        known = np.unpackbits(records["known"], axis=1, count=len(self.layout.names), bitorder="little")
        self.known[:, at] = known.T

    def population(self, entries: bytes, odd: Iterable[tuple[int, dict[str, Any]]], at: int) -> Population:
        """Return the population, with the entries that depend on the day."""
        self.take()
        by_name = {name: self._column(place, name) for place, name in enumerate(self.layout.names)}
        dated = {name: Dated() for name in self.layout.names}
        self._entries(np.frombuffer(entries, ENTRY_TYPE), by_name, dated)
        for person, answers in odd:
            for name, raw in answers.items():
                dated[name].odd[person] = raw
        return Population(self.layout, Columns(self.count, by_name), bitmaps.pack(self.present), dated, at)

    def _column(self, place: int, name: str) -> AttributeColumn:
        attribute, known = self.layout.stored[name], bitmaps.pack(self.known[place])
        if name not in self.values:
            return AttributeColumn(attribute, None, known)
        if attribute.kind != "division":
            return AttributeColumn(attribute, self.values[name].astype(dtype_of(attribute), copy=False), known)
        return AttributeColumn(attribute, *_places(self.values.pop(name), self.known[place], known))

    def _entries(self, told: NDArray[np.void], by_name: dict[str, AttributeColumn], dated: dict[str, Dated]) -> None:
        kinds = told["attribute"].astype(np.int32) * 256 + told["option"]
        for kind in np.unique(kinds):
            name, option = self.layout.names[int(kind) >> 8], int(kind) & 255
            some = told[kinds == kind]
            rows, since, until = (some[side].astype(np.int32) for side in ("place", "since", "until"))
            if option == VALUE_ENDS:
                last = dated[name].until = np.full(self.count, OPEN_END, np.int32)
                last[rows] = until
            else:
                by_name[name].records[by_name[name].attribute.options[option].value] = Entries(rows, since, until)


def _as_slice(places: NDArray[np.int64]) -> slice | NDArray[np.int64]:
    """Convert consecutive places to a slice, which numpy writes faster."""
    first, last = int(places[0]), int(places[-1])
    if last - first + 1 == len(places) and bool((np.diff(places) == 1).all()):
        return slice(first, last + 1)
    return places


def _places(
    codes: NDArray[Any], known: Flags, packed: bitmaps.Bits
) -> tuple[NDArray[np.uint16], bitmaps.Bits, tuple[str, ...]]:
    """Encode division codes as positions in their sorted vocabulary."""
    numbers = np.unique(codes[known])
    words = sorted(str(number) for number in numbers)
    ranks = {word: rank for rank, word in enumerate(words)}
    table = np.array([ranks[str(number)] for number in numbers], np.uint16)
    if not len(table):
        return np.zeros(len(codes), np.uint16), packed, ()
    at = np.minimum(np.searchsorted(numbers, codes), len(numbers) - 1)
    return np.where(known, table[at], 0).astype(np.uint16), packed, tuple(words)
