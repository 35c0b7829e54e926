"""Lexicon of residents' words: meanings, actions and stop words."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.catalogue.search.normalize import stem
from backend.catalogue.tables.overlay import forgets, overlaid

WORD_TABLES = ("meaning", "doing", "meaning_together", "doing_together", "filler")
NEAR = 10  # characters between two words that belong together
FILE = Path(__file__).with_name("lexicon.toml")


class LexiconFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Lexicon file: words separated by spaces; `+` joins two that have the meaning only together."""

    meaning: dict[str, str]
    doing: dict[str, str]
    meaning_together: dict[str, str]
    doing_together: dict[str, str]
    filler: dict[str, str]


class SearchWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one meaning, action or kind of filler: a row that editors change; the key is `meaning.child`."""

    key: str
    words: tuple[str, ...]


class Lexicon(Struct, frozen=True, eq=False):
    """Features of each word: `m:` meaning, `d:` action."""

    senses: Mapping[str, tuple[str, ...]]
    together: Mapping[str, tuple[tuple[str, str], ...]]  # first word: the second words, each with the sense of both
    filler: frozenset[str]
    longest: int

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Return all occurrences of known words, overlapping ones included."""
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + self.longest) + 1):
                if text[start:end] in self.senses:
                    yield start, end

    def apart(self, text: str) -> Iterator[str]:
        """Return the meanings of two words near each other, in this order: 拖 … 工资, 证 … 丢."""
        for first, pairs in self.together.items():
            if (at := text.find(first)) >= 0:
                near = text[at + len(first) : at + len(first) + NEAR]
                yield from (sense for second, sense in pairs if second in near)


def widest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop spans inside other spans: in 高龄津贴 not also 高龄 and 津贴."""
    return [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]


@forgets
@cache
def search_words() -> tuple[SearchWords, ...]:
    """Return the rows of the lexicon."""
    data = msgspec.to_builtins(msgspec.toml.decode(FILE.read_bytes(), type=LexiconFile))
    shipped = (
        SearchWords(key=f"{table}.{name}", words=tuple(dict.fromkeys(words.split())))
        for table, groups in data.items()
        for name, words in groups.items()
    )
    return overlaid("search_words", shipped, SearchWords, "key")


_tried: ContextVar[Lexicon | None] = ContextVar("lexicon_tried", default=None)


@contextmanager
def trying(words: Lexicon | None) -> Iterator[None]:
    """Search with another lexicon, in this context alone; None is the one in force."""
    token = _tried.set(words)
    try:
        yield
    finally:
        _tried.reset(token)


def lexicon() -> Lexicon:
    """Return the lexicon in force, or the one that is being tried."""
    return _tried.get() or lexicon_in_force()


@forgets
@cache
def lexicon_in_force() -> Lexicon:
    """Return the lexicon of the rows in force."""
    return lexicon_of(search_words())


def lexicon_of(rows: Iterable[SearchWords]) -> Lexicon:
    """Return the lexicon of these rows."""
    senses: dict[str, tuple[str, ...]] = {}
    together: dict[str, tuple[tuple[str, str], ...]] = {}
    filler: set[str] = set()
    for row in rows:
        table, _, name = row.key.partition(".")
        sense = f"{table[0]}:{name}"
        for word in dict.fromkeys(word.lower() for word in row.words):
            if table == "filler":
                filler.add(word)
            elif table.endswith("_together"):
                first, _, second = word.partition("+")
                together[first] = (*together.get(first, ()), (second, sense))
            else:
                for spelt in sorted({word, stem(word)}) if word.isascii() else (word,):
                    senses[spelt] = (*senses.get(spelt, ()), sense)
    return Lexicon(senses, together, frozenset(filler), max(map(len, senses)))
