"""Types of the search: phrases, features, posting lists, index, results."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.catalogue.search.language import Language

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]
Bools = NDArray[np.bool_]
Where = Literal["name", "alias", "question", "purpose", "result", "who", "english", "material", "about"]
Features = Mapping[str, float]  # what a text says, each with its weight; the first letter is the kind


class SearchResult(Struct, frozen=True):
    """Matching service: score (0 to about 1.5) and reasons for the resident."""

    code: str
    name: str
    score: float
    matched: list[str]


class Phrase(Struct, frozen=True):
    """Phrase by which a service can be found."""

    text: str
    where: Where
    service: int


class Posting(Struct, frozen=True):
    """Posting list of a search feature: (documents, weights)."""

    at: Numbers
    counts: Floats


class SearchIndex(Struct, frozen=True, kw_only=True):
    """Immutable search index."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    starts: Numbers  # where the phrases of each service begin
    rarity: Mapping[str, float]
    in_phrases: Mapping[str, Posting]
    in_meanings: Mapping[str, Posting]
    in_sounds: Mapping[str, Posting]
    in_services: Mapping[str, Posting]
    usual: Floats  # a small head start for what most people come for
    situations: Mapping[str, tuple[int, ...]]  # what is done first in a situation, under each of its names
    doings: Mapping[str, Bools]  # for each doing the services whose name says it
    does_something: Bools
    initials: tuple[str, ...]  # of each name
    language: Language
    english: frozenset[str]  # the stems of the English words that services use
