"""What people look for here that somebody else does: told instead of the least unlike service."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from backend.catalogue.search.lexicon import lexicon
from backend.catalogue.search.normalize import is_chinese, normalise
from backend.catalogue.search.tokenizer import Vocabulary

FILE = Path(__file__).with_name("elsewhere.toml")
MOSTLY = 0.45  # share of what a query says from which on it asks for this
PARTLY = 0.3  # enough where no service fits well either
SCRIPTS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+")


class Elsewhere(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody else does: words that ask for it, words that don't after all, who does it, a public number (or "")."""

    key: str
    what: str
    words: str
    unless: str
    who: str
    phone: Annotated[str, Meta(pattern=r"^\d{0,6}$")]


class Asked(Struct, frozen=True):
    """An entry that a query asks for, and the share of the query that says so (0 to 1)."""

    entry: Elsewhere
    share: float


@cache
def elsewhere() -> tuple[Elsewhere, ...]:
    """Load the shipped table."""
    return msgspec.toml.decode(FILE.read_bytes(), type=dict[str, tuple[Elsewhere, ...]])["elsewhere"]


def asked_elsewhere(vocabulary: Vocabulary, text: str) -> Asked | None:
    """Return the entry that most of a query asks for; None if no word of the table stands in it."""
    typed = normalise(text)
    said = content(vocabulary, typed)
    found = (Asked(entry, share(entry, typed, said)) for entry in elsewhere())
    best = max(found, key=lambda asked: asked.share, default=None)
    return best if best and best.share > 0 else None


def share(entry: Elsewhere, typed: str, said: frozenset[int]) -> float:
    """Return the share of a query's content that the words of an entry cover; 0 with a word of `unless`.

    `护照过期` is covered by 护照 to a half, `办护照要居住登记回执` to a quarter: only the first asks for a passport.
    """
    if any(occurrences(word, typed) for word in entry.unless.split()):
        return 0.0
    covered = {at for word in entry.words.split() for span in occurrences(word, typed) for at in span}
    return len(covered) / len(covered | said) if covered else 0.0


def occurrences(word: str, typed: str) -> list[range]:
    """Return where a word stands in a query: letters as whole words, characters anywhere."""
    pattern = rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)
    return [range(*found.span()) for found in re.finditer(pattern, typed)]


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
