"""Turns a count into one that may be shown: never from 1 to 19, and never exact, so that two counts can't be subtracted.

Numbers of 20 and more are rounded to tens, up or down by the set counted itself (random rounding, as statistical offices do):
the same people always give the same number, while two sets that differ by one person are rounded without regard to each other.
What is still too small, or would follow from the others, has been withheld before (`rules.district`).
"""

import hashlib
from collections.abc import Iterable

from backend.rules import bitmaps
from backend.rules.bitmaps import Bits
from backend.rules.population_impact import LEAST, Group

TENS = 10


class Shown:
    """Rounds with a key of this installation, so that nobody can work out which way a set is rounded."""

    def __init__(self, key: bytes) -> None:
        self.key = hashlib.blake2b(key, digest_size=32).digest()

    def total(self, bits: Bits) -> int | None:
        """How many people are in a set, as it may be shown; none when they are too few."""
        count = bitmaps.size(bits)
        return None if 0 < count < LEAST else self._rounded(count, self._of(bits), "")

    def number(self, count: int | None, bits: Bits, name: str) -> int | None:
        """A count that belongs to a set (none: withheld)."""
        return None if count is None else self._rounded(count, self._of(bits), name)

    def groups(self, groups: Iterable[Group], bits: Bits) -> tuple[Group, ...]:
        """The groups of a set."""
        of = self._of(bits)
        return tuple(
            Group(group.name, None if group.count is None else self._rounded(group.count, of, group.name))
            for group in groups
        )

    def _of(self, bits: Bits) -> bytes:
        return hashlib.blake2b(bits.tobytes(), key=self.key, digest_size=16).digest()

    def _rounded(self, count: int, of: bytes, name: str) -> int:
        if count < LEAST:
            return count  # nobody
        moved = hashlib.blake2b(of + count.to_bytes(8, "big") + name.encode(), key=self.key, digest_size=8).digest()
        up = int.from_bytes(moved, "big") % TENS < count % TENS
        return (count // TENS + up) * TENS
