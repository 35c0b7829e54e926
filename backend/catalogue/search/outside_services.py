"""What people look for here that somebody else does: told instead of the least unlike service."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from backend.catalogue.search.lexicon import lexicon
from backend.catalogue.search.normalize import is_chinese, normalise
from backend.catalogue.search.tokenizer import Vocabulary

FILE = Path(__file__).with_name("outside_services.toml")
MOSTLY = 0.45  # share of what a query says from which on it asks for this
PARTLY = 0.3  # enough where no service fits well either
SCRIPTS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+")
WORDS = re.compile(r"[a-z]+(?:[0-9]+|'s)?|[0-9]+")


class OutsideService(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody else does: words that ask for it, words that don't after all, who does it, a public number (or "")."""

    key: str
    what: str
    words: str
    unless: str
    who: str
    phone: Annotated[str, Meta(pattern=r"^\d{0,6}$")]


class OutsideMatch(Struct, frozen=True):
    """An entry that a query asks for, and the share of the query that says so (0 to 1)."""

    entry: OutsideService
    share: float


class WordUses(Struct, frozen=True):
    """Positions in the table of the entries that a word asks for, and of those it speaks against."""

    asks: tuple[int, ...] = ()
    denies: tuple[int, ...] = ()


@cache
def outside_services() -> tuple[OutsideService, ...]:
    """Load the shipped table."""
    return msgspec.toml.decode(FILE.read_bytes(), type=dict[str, tuple[OutsideService, ...]])["service"]


@cache
def uses() -> dict[str, WordUses]:
    """Return for each word of the table what it asks for and what it speaks against."""
    asks, denies = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for number, entry in enumerate(outside_services()):
        for word in entry.words.split():
            asks[word].append(number)
        for word in entry.unless.split():
            denies[word].append(number)
    return {word: WordUses(tuple(asks[word]), tuple(denies[word])) for word in {*asks, *denies}}


@cache
def longest() -> int:
    """Return the length of the longest word of the table."""
    return max(map(len, uses()))


def asked_outside(vocabulary: Vocabulary, text: str) -> OutsideMatch | None:
    """Return the entry that most of a query asks for, and how much of it; None if no word of the table stands in it.

    护照过期 is covered by 护照 to a half, 办护照要居住登记回执 to a quarter: only the first asks for a passport.
    """
    typed = normalise(text)
    covered, denied = defaultdict[int, set[int]](set), set[int]()
    for word, places in occurrences(typed):
        for number in uses()[word].asks:
            covered[number].update(places)
        denied.update(uses()[word].denies)
    if not (left := covered.keys() - denied):
        return None
    said = content(vocabulary, typed)
    shares = {number: len(covered[number]) / len(covered[number] | said) for number in left}
    best = min(shares, key=lambda number: (-shares[number], number))
    return OutsideMatch(outside_services()[best], shares[best])


def occurrences(typed: str) -> Iterator[tuple[str, range]]:
    """Find the words of the table in a query: letters and digits as whole words, characters anywhere."""
    known = uses()
    for found in WORDS.finditer(typed):
        if found.group() in known:
            yield found.group(), range(*found.span())
    for start in range(len(typed)):
        for end in range(start + 1, min(len(typed), start + longest()) + 1):
            if not typed[start:end].isascii() and typed[start:end] in known:
                yield typed[start:end], range(start, end)


def content(vocabulary: Vocabulary, typed: str) -> frozenset[int]:
    """Return the positions of a query that say what is asked: neither stop words nor actions (办, 怎么, 查询)."""
    return frozenset(at for word, places in words_of(vocabulary, typed) if tells(word) for at in places)


def words_of(vocabulary: Vocabulary, typed: str) -> Iterator[tuple[str, range]]:
    """Cut a query into words with their positions."""
    for found in SCRIPTS.finditer(typed):
        at = found.start()
        for word in vocabulary.cut(found.group()) if is_chinese(found.group()) else [found.group()]:
            yield word, range(at, at + len(word))
            at += len(word)


def tells(word: str) -> bool:
    """Check whether a word says what is asked for."""
    senses = lexicon().senses.get(word, ())
    return word not in lexicon().filler and not (senses and all(sense[0] == "d" for sense in senses))
