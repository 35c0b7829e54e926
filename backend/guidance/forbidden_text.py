"""What a guide writes is stopped when it asks for a code or for money, or leads away from here. The words are in forbidden_text.toml. Pure."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from backend.kit.text import to_half_width

FILE = Path(__file__).with_name("forbidden_text.toml")
Forbidden = Literal["code", "money", "elsewhere", "number"]
LONG_NUMBER = re.compile(r"\d{5}")
"""So many digits in a row are a code, a telephone number or an account."""


class ForbiddenWords(Struct, frozen=True, forbid_unknown_fields=True):
    """One group of the file."""

    words: tuple[str, ...]
    ask: tuple[str, ...] = ()
    thing: tuple[str, ...] = ()

    def stop(self, text: str) -> bool:
        """Do these words stop a text, given without blanks and punctuation?"""
        together = any(one in text for one in self.ask) and any(one in text for one in self.thing)
        return together or any(one in text for one in self.words)


@cache
def forbidden_words() -> Mapping[Forbidden, ForbiddenWords]:
    """The groups of the file."""
    return msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), dict[Forbidden, ForbiddenWords])


def found_in(text: str, *, numbers: bool = False) -> Forbidden | None:
    """Why this text is stopped, or None. `numbers`: long numbers may stand in it, as in a value for a question."""
    plain = squeezed(text)
    for why, words in forbidden_words().items():
        if words.stop(plain):
            return why
    return "number" if not numbers and LONG_NUMBER.search(plain) else None


def squeezed(text: str) -> str:
    """Letters and digits alone, half-width and small, so that blanks and signs between them hide nothing."""
    return "".join(c for c in unicodedata.normalize("NFKC", to_half_width(text)).casefold() if c.isalnum())
