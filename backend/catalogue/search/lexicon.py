"""Lexicon of residents' words: meanings, actions and stop words."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.catalogue.search.normalize import stem

NEAR = 10  # characters between two words that belong together
FILE = Path(__file__).with_name("lexicon.toml")


class LexiconFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Lexicon file: words separated by spaces; `+` joins two that have the meaning only together."""

    meaning: dict[str, str]
    doing: dict[str, str]
    meaning_together: dict[str, str]
    doing_together: dict[str, str]
    filler: dict[str, str]


class Lexicon(Struct, frozen=True):
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


@cache
def lexicon() -> Lexicon:
    """Load the shipped lexicon."""
    data = msgspec.toml.decode(FILE.read_bytes(), type=LexiconFile)
    senses: dict[str, tuple[str, ...]] = {}
    for kind, groups in (("m", data.meaning), ("d", data.doing)):
        for key, words in groups.items():
            for word in dict.fromkeys(words.lower().split()):
                for spelt in {word, stem(word)} if word.isascii() else {word}:
                    senses[spelt] = (*senses.get(spelt, ()), f"{kind}:{key}")
    together: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, groups in (("m", data.meaning_together), ("d", data.doing_together)):
        for key, pairs in groups.items():
            for first, second in (pair.split("+") for pair in pairs.split()):
                together[first] = (*together.get(first, ()), (second, f"{kind}:{key}"))
    filler = frozenset(data.filler["words"].lower().split())
    return Lexicon(senses, together, filler, max(map(len, senses)))
