"""Chinese as a search reads it, in tables that many processes map: words with their counts, and readings in Pinyin."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.catalogue.search.hashed_mapping import HashedMapping, hashed, in_order
from backend.catalogue.search.pinyin import Readings
from backend.catalogue.search.tokenizer import Vocabulary

Arrays = dict[str, NDArray[Any]]


class Language(Struct, frozen=True, eq=False):
    """The two dictionaries of a search."""

    vocabulary: Vocabulary
    readings: Readings


def with_beginnings(known: Mapping[str, int], beginning: int) -> dict[str, int]:
    """A prefix dictionary: every beginning of a text is there, with this value if it is none of the texts itself."""
    table = dict(known)
    for text in known:
        for end in range(1, len(text)):
            table.setdefault(text[:end], beginning)
    return table


def language_arrays(language: Language) -> Arrays:
    """A language as it lies in a file, without the names of the syllables."""
    words, readings = language.vocabulary, language.readings
    return {
        **number_arrays("words", words.counts), "words.total": np.array([words.total]), **number_arrays("phrases", readings.phrases),
        "characters": readings.characters, "otherwise": readings.otherwise,
    }  # fmt: skip


def number_arrays(name: str, numbers: Mapping[str, int]) -> Arrays:
    """Numbers by text, sorted by the hash of the text."""
    keys = np.array(hashed(numbers), np.uint64)
    order = in_order(keys)
    return {f"{name}.keys": keys[order], f"{name}.values": np.array(list(numbers.values()), np.int32)[order]}


def mapped_language(array: Callable[[str], NDArray[Any]], syllables: tuple[str, ...]) -> Language:
    """The language in these arrays, which stay where they are."""
    words = Vocabulary(numbers(array, "words"), int(array("words.total")[0]))
    return Language(words, Readings(syllables, array("characters"), numbers(array, "phrases"), array("otherwise")))


def numbers(array: Callable[[str], NDArray[Any]], name: str) -> HashedMapping[int]:
    """One table of numbers by text."""
    values = array(f"{name}.values")
    return HashedMapping(array(f"{name}.keys"), lambda at: int(values[at]))
