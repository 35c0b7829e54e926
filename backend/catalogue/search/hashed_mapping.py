"""Tables by text that need no unpacking: values found by the first 8 bytes of the text's BLAKE2b in a sorted array."""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

V = TypeVar("V")


def hashed(texts: Iterable[str]) -> list[int]:
    """The number by which each text is looked up."""
    return [int.from_bytes(hashlib.blake2b(t.encode(), digest_size=8).digest(), "little") for t in texts]


def in_order(keys: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The order of the hashes, of which no two may be alike."""
    if len(np.unique(keys)) != len(keys):
        raise RuntimeError("two texts have one hash: lengthen it")
    return np.argsort(keys)


class HashedMapping(Mapping[str, V]):
    """Values by text; answers `get` and `in`, but doesn't know the texts themselves."""

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
