"""Mapping by text hash in sorted arrays, readable from a memory map: keys are 8 bytes of BLAKE2b."""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

V = TypeVar("V")


def hashed(texts: Iterable[str]) -> list[int]:
    """Return the hash of each text."""
    return [int.from_bytes(hashlib.blake2b(t.encode(), digest_size=8).digest(), "little") for t in texts]


def in_order(keys: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the sort order of hashes, which must be distinct."""
    if len(np.unique(keys)) != len(keys):
        raise RuntimeError("two texts have one hash: lengthen it")
    return np.argsort(keys)


class HashedMapping(Mapping[str, V]):
    """Read-only mapping by text; supports `get` and `in`, not iteration."""

    def __init__(self, keys: NDArray[np.uint64], value: Callable[[int], V]) -> None:
        self.sorted, self.value = keys.data, value

    def __getitem__(self, text: str) -> V:
        key = hashed([text])[0]
        at = bisect_left(self.sorted, key)
        if at == len(self.sorted) or self.sorted[at] != key:
            raise KeyError(text)
        return self.value(at)

    def __len__(self) -> int:
        return len(self.sorted)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("texts are kept as hashes only")
