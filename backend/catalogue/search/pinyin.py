"""How Chinese is typed with Latin letters: syllables of a text, and a run of letters read as syllables or initials."""

from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

LONGEST_SYLLABLE = 6
SHORTEST_INITIALS, LONGEST_INITIALS = 3, 8


@lru_cache(maxsize=60_000)
def syllables(run: str) -> tuple[str, ...]:
    """The syllables of a stretch of Chinese, without tones."""
    return tuple(without_tones(run))


def without_tones(text: str | list[str], errors: Literal["default", "ignore"] = "default") -> list[str]:
    """The syllables of a text as pypinyin reads them; its dictionaries take 60 MB, so they are loaded at the first search."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors=errors)


@cache
def known_syllables() -> frozenset[str]:
    """Every syllable that the common characters have."""
    found = without_tones([chr(c) for c in range(0x4E00, 0x9FA6)], errors="ignore")
    return frozenset(s for s in found if s.isascii() and s.isalpha() and (len(s) > 1 or s in "aeo"))


def read_as_syllables(letters: str) -> tuple[str, ...]:
    """The letters as the fewest syllables that use them all (gaoling: gao, ling); nothing if they can't be read so."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        ways = [
            (*before, letters[start:end])
            for start in range(max(0, end - LONGEST_SYLLABLE), end)
            if (before := best[start]) is not None and letters[start:end] in known_syllables()
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
