"""Statistical disclosure control: counts from 1 to 19 are withheld, others rounded, so that differences reveal nobody.

Numbers of 20 and more are rounded to tens, up or down by the set counted itself (random rounding, as statistical offices do):
the same people always give the same number, alone or as a group of any larger set (many such sets would average it out), while two sets
that differ by one person are rounded without regard to each other.
What is still too small, or would follow from the others, has been withheld before (`rules.district`).
"""

import hashlib
from collections.abc import Mapping

import numpy as np

from backend.kit.crypto import Vault, eldest
from backend.rules import bitmaps, population_impact
from backend.rules.bitmaps import Bits
from backend.rules.population_impact import LEAST, Group

TENS = 10


class DisclosureRule:
    """Counts that may be shown; rounding depends on a key, so that its direction can't be guessed."""

    def __init__(self, key: bytes) -> None:
        self.key = hashlib.blake2b(key, digest_size=32).digest()

    @classmethod
    def of(cls, vault: Vault) -> "DisclosureRule":
        """Return the rule with the key of this installation: the same group is always rounded to the same number."""
        return cls(eldest(vault.hash_keys).secret)

    def total(self, bits: Bits) -> int | None:
        """Return the size of a set as it may be shown; None if it is too small."""
        count = bitmaps.size(bits)
        return None if 0 < count < LEAST else self._rounded(count, self._of(bits), "")

    def number(self, count: int | None, bits: Bits, name: str) -> int | None:
        """Return a count of a set as it may be shown; None: withheld."""
        return None if count is None else self._rounded(count, self._of(bits), name)

    def people(self, count: int, members: bytes, name: str) -> int | None:
        """Return the number of some people as it may be shown; `members` is a digest of who they are. None if they are too few."""
        of = hashlib.blake2b(members, key=self.key, digest_size=16).digest()
        return None if 0 < count < LEAST else self._rounded(count, of, name)

    def groups(self, split: Mapping[str, Bits]) -> tuple[Group, ...]:
        """Return the groups of a set that was split, as they may be shown: each as if it had been asked for alone, in whatever set it lies."""
        return tuple(
            Group(group.name, self.number(group.count, split[group.name], ""))
            for group in population_impact.counted(split)
        )

    def _of(self, bits: Bits) -> bytes:
        of = np.trim_zeros(bits, "b")  # a set stays the same when somebody arrives behind it
        return hashlib.blake2b(of.tobytes(), key=self.key, digest_size=16).digest()

    def _rounded(self, count: int, of: bytes, name: str) -> int:
        if count < LEAST:
            return count  # nobody
        moved = hashlib.blake2b(of + count.to_bytes(8, "big") + name.encode(), key=self.key, digest_size=8).digest()
        up = int.from_bytes(moved, "big") % TENS < count % TENS
        return (count // TENS + up) * TENS
