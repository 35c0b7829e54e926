"""How Chinese is typed with Latin letters: syllables of a text, and a run of letters read as syllables or initials."""

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
    """Pinyin without tones: of characters, and of phrases whose characters are read otherwise than alone (重庆: chong qing).

    `names` are the syllables, number 0 is none; `characters` has a number for each code point of the basic plane;
    `phrases` says for each phrase where its syllables begin in `otherwise`, as many as it has characters.
    """

    def __init__(
        self, names: tuple[str, ...], characters: NDArray[np.uint16], phrases: Mapping[str, int], otherwise: NDArray[np.uint16]
    ) -> None:  # fmt: skip
        self.names, self.characters, self.phrases, self.otherwise = names, characters, phrases, otherwise
        self.syllables = lru_cache(MOST_KEPT)(self.read)

    def read(self, run: str) -> tuple[str, ...]:
        """The syllables of a stretch of Chinese, longest phrase first from the left: pypinyin's `lazy_pinyin(NORMAL, v_to_u=False)`."""
        found: list[str] = []
        at = 0
        while at < len(run):
            length, reading = self.longest(run[at:])
            phrase = run[at : at + length]
            found.extend(self.otherwise_read(reading, length) if reading else map(self.alone, phrase))
            at += length
        return tuple(found)

    def longest(self, text: str) -> tuple[int, int]:
        """The length of the longest phrase with which a text begins, and its reading.

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
        """The syllables of a phrase that isn't read as its characters are."""
        return [self.names[n] for n in self.otherwise[start : start + length]]

    def alone(self, character: str) -> str:
        """The usual syllable of one character; the character itself where none is known."""
        point = ord(character)
        return (self.names[self.characters[point]] if point < len(self.characters) else "") or character

    @cached_property
    def known(self) -> frozenset[str]:
        """Every syllable that the common characters have."""
        found = {self.names[n] for n in self.characters[0x4E00:0x9FA6]}
        return frozenset(s for s in found if s.isascii() and s.isalpha() and (len(s) > 1 or s in "aeo"))

    def spelt(self, letters: str) -> tuple[str, ...]:
        """The letters as the fewest syllables that use them all (gaoling: gao, ling); nothing if they can't be read so."""
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
    """Neighbouring syllables: what still fits when a character was mistyped for another of the same sound."""
    return [f"{a} {b}" for a, b in pairwise(sounds)]


def written_with_u(sounds: tuple[str, ...]) -> tuple[str, ...]:
    """The same syllables as people without a v or ü type them (lvshi: lushi); nothing where no syllable has it."""
    return tuple(s.replace("v", "u") for s in sounds) if any("v" in s for s in sounds) else ()


def initials(sounds: tuple[str, ...]) -> list[str]:
    """Every stretch of initials that somebody may type (gljt)."""
    letters = "".join(s[0] for s in sounds)
    lengths = range(SHORTEST_INITIALS, LONGEST_INITIALS + 1)
    return [letters[i : i + n] for n in lengths for i in range(len(letters) - n + 1)]
