"""Chinese dictionaries of the search as memory-mapped tables: word counts and Pinyin readings."""

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
    """Vocabulary and readings."""

    vocabulary: Vocabulary
    readings: Readings


def with_beginnings(known: Mapping[str, int], beginning: int) -> dict[str, int]:
    """Add every prefix of the texts, with a default value, so that look-ups can stop early."""
    table = dict(known)
    for text in known:
        for end in range(1, len(text)):
            table.setdefault(text[:end], beginning)
    return table


def language_arrays(language: Language) -> Arrays:
    """Return the arrays of a language for a file, without syllable names."""
    words, readings = language.vocabulary, language.readings
    return {
        **number_arrays("words", words.counts), "words.total": np.array([words.total]), **number_arrays("phrases", readings.phrases),
        "characters": readings.characters, "otherwise": readings.otherwise,
    }  # fmt: skip


def number_arrays(name: str, numbers: Mapping[str, int]) -> Arrays:
    """Return numbers by text, sorted by hash."""
    keys = np.array(hashed(numbers), np.uint64)
    order = in_order(keys)
    return {f"{name}.keys": keys[order], f"{name}.values": np.array(list(numbers.values()), np.int32)[order]}


def mapped_language(array: Callable[[str], NDArray[Any]], syllables: tuple[str, ...]) -> Language:
    """Return the language in these arrays without copying."""
    words = Vocabulary(numbers(array, "words"), int(array("words.total")[0]))
    return Language(words, Readings(syllables, array("characters"), numbers(array, "phrases"), array("otherwise")))


def numbers(array: Callable[[str], NDArray[Any]], name: str) -> HashedMapping[int]:
    """Return one table of numbers by text."""
    values = array(f"{name}.values")
    return HashedMapping(array(f"{name}.keys"), lambda at: int(values[at]))
