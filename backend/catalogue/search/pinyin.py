"""Pinyin: readings of Chinese text, and letters parsed as syllables or initials."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LONGEST_SYLLABLE = 6
SHORTEST_INITIALS, LONGEST_INITIALS = 3, 8
BEGINS_PHRASES, BY_CHARACTER = -1, 0  # in the table of phrases: only begins phrases; is read as its characters are
MOST_KEPT = 4_000  # readings of phrases; a process that searches asks for the same ones again and again


class Readings:
    """Toneless readings of characters, and of phrases read differently (重庆: chong qing).

    `names` are the syllables, number 0 is none; `characters` has a number for each code point of the basic plane;
    `phrases` says for each phrase where its syllables begin in `otherwise`, as many as it has characters.
    """

    def __init__(
        self, names: tuple[str, ...], characters: NDArray[np.uint16], phrases: Mapping[str, int], otherwise: NDArray[np.uint16]
    ) -> None:  # fmt: skip
        self.names, self.characters, self.phrases, self.otherwise = names, characters, phrases, otherwise
        self.syllables = lru_cache(MOST_KEPT)(self.read)

    def read(self, run: str) -> tuple[str, ...]:
        """Return the syllables of Chinese text, longest phrase first: pypinyin's `lazy_pinyin(NORMAL, v_to_u=False)`."""
        found: list[str] = []
        at = 0
        while at < len(run):
            length, reading = self.longest(run[at:])
            phrase = run[at : at + length]
            found.extend(self.otherwise_read(reading, length) if reading else map(self.alone, phrase))
            at += length
        return tuple(found)

    def longest(self, text: str) -> tuple[int, int]:
        """Return length and reading of the longest phrase at the start of a text.

        As in pypinyin, a text that as a whole only begins a phrase is read character by character to its end.
        """
        length, reading = 0, BY_CHARACTER
        for end in range(1, len(text) + 1):
            if (value := self.phrases.get(text[:end])) is None:
                return length or 1, reading
            if value != BEGINS_PHRASES:
                length, reading = end, value
        return length or len(text), reading

    def otherwise_read(self, start: int, length: int) -> list[str]:
        """Return the syllables of a phrase that differs from its characters' readings."""
        return [self.names[n] for n in self.otherwise[start : start + length]]

    def alone(self, character: str) -> str:
        """Return the usual syllable of a character; the character itself if unknown."""
        point = ord(character)
        return (self.names[self.characters[point]] if point < len(self.characters) else "") or character

    @cached_property
    def known(self) -> frozenset[str]:
        """Return all syllables of the common characters."""
        found = {self.names[n] for n in self.characters[0x4E00:0x9FA6]}
        return frozenset(s for s in found if s.isascii() and s.isalpha() and (len(s) > 1 or s in "aeo"))

    def spelt(self, letters: str) -> tuple[str, ...]:
        """Split letters into the fewest syllables (gaoling: gao, ling); empty if impossible."""
        best: list[tuple[str, ...] | None] = [()]
        for end in range(1, len(letters) + 1):
            ways = [
                (*before, letters[start:end])
                for start in range(max(0, end - LONGEST_SYLLABLE), end)
                if (before := best[start]) is not None and letters[start:end] in self.known
            ]
            best.append(min(ways, key=len, default=None))
        return best[-1] or ()


def pairs(sounds: tuple[str, ...]) -> list[str]:
    """Return pairs of adjacent syllables, which still match if one character is a homophone."""
    return [f"{a} {b}" for a, b in pairwise(sounds)]


def written_with_u(sounds: tuple[str, ...]) -> tuple[str, ...]:
    """Return syllables as typed without v or ü (lvshi: lushi); empty if none differs."""
    return tuple(s.replace("v", "u") for s in sounds) if any("v" in s for s in sounds) else ()


def initials(sounds: tuple[str, ...]) -> list[str]:
    """Return all substrings of initials (gljt)."""
    letters = "".join(s[0] for s in sounds)
    lengths = range(SHORTEST_INITIALS, LONGEST_INITIALS + 1)
    return [letters[i : i + n] for n in lengths for i in range(len(letters) - n + 1)]
