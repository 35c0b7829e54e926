"""Text normalisation for search: simplified characters, half-width, lower case, no diacritics; runs by script."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import opencc

from backend.kit.text import to_half_width as half_width

RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+|[a-z]+(?:-[a-z]+)*|[0-9]+")
LONGEST = 120


@cache
def converter() -> opencc.OpenCC:
    """Load the conversion of traditional to simplified characters."""
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Normalise a text for indexing and queries; queries are cut at 120 characters."""
    return without_tones(str(converter().convert(half_width(text))).lower())


TONES = frozenset("\u0300\u0301\u0304\u030c\u0306")  # grave, acute, macron, caron; breve is typed for caron
TEXTBOOK = str.maketrans("ɑɡ", "ag")  # the round letters of schoolbooks
UMLAUT = re.compile("u\u0308")
V_IS_U = re.compile("(?<=[jqxy])v")  # after j, q, x and y the umlaut of Pinyin is written u


def without_tones(text: str) -> str:
    """Remove Pinyin tone marks (gāolíng: gaoling); ü becomes v (lǜshī: lvshi)."""
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text.translate(TEXTBOOK)) if c not in TONES)
    return unicodedata.normalize("NFC", V_IS_U.sub("u", UMLAUT.sub("v", bare)))


def runs(text: str) -> Iterator[str]:
    """Split into runs of one script: Chinese, letters, digits."""
    return (found.group() for found in RUNS.finditer(text))


def is_chinese(run: str) -> bool:
    """Check for a run of Chinese characters."""
    return run[0] >= "\u3400"


ENDINGS = (
    "isations",
    "izations",
    "isation",
    "ization",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "es",
    "ed",
    "s",
    "y",
    "e",
)


def stem(word: str) -> str:
    """Remove the ending of an English word, keeping at least four letters."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
