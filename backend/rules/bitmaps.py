"""Sets of rows as packed bits: row r is bit r % 64 of word r // 64; bits beyond the last row are always 0."""

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Rows = NDArray[np.int64]
WORD = 64


def words_for(count: int) -> int:
    """Return the number of 64-bit words for a number of rows."""
    return (count + WORD - 1) // WORD


def pack(flags: NDArray[np.bool_]) -> Bits:
    """Pack boolean flags into a bitmap."""
    packed = np.zeros(words_for(len(flags)) * 8, np.uint8)
    packed[: (len(flags) + 7) // 8] = np.packbits(flags, bitorder="little")
    return packed.view(np.uint64)


def of_rows(rows: Rows, count: int) -> Bits:
    """Return the set of some rows."""
    flags = np.zeros(count, np.bool_)
    flags[rows] = True
    return pack(flags)


def none_of(count: int) -> Bits:
    """Return the empty set."""
    return np.zeros(words_for(count), np.uint64)


def all_of(count: int) -> Bits:
    """Return the set of all rows."""
    return inverted(none_of(count), count)


def inverted(bits: Bits, count: int) -> Bits:
    """Return the complement of a set."""
    other: Bits = np.bitwise_not(bits)
    if count % WORD:
        other[-1] &= np.uint64((1 << (count % WORD)) - 1)
    return other


def size(bits: Bits) -> int:
    """Count the rows of a set."""
    return int(np.bitwise_count(bits).sum(dtype=np.uint32))


def rows(bits: Bits) -> Rows:
    """Return the row numbers of a set in ascending order."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little"))


def holds(bits: Bits, row: int) -> bool:
    """Check whether a row is in the set."""
    return bool(int(bits[row >> 6]) >> (row & 63) & 1)


def flags(bits: Bits, count: int) -> NDArray[np.bool_]:
    """Unpack a bitmap to one boolean per row."""
    return np.unpackbits(bits.view(np.uint8), count=count, bitorder="little").astype(np.bool_)


def octets(bits: Bits) -> memoryview:
    """Return the bytes of a bitmap as a writable view, for changing single rows."""
    return bits.view(np.uint8).data


def set_row(octets: memoryview, row: int, inside: bool) -> None:
    """Add a row to a set or remove it."""
    bit = 1 << (row & 7)
    if inside:
        octets[row >> 3] |= bit
    else:
        octets[row >> 3] &= ~bit & 255
