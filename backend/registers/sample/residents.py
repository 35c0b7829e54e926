"""Person as the sample registers know them."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from backend.rules.types import Register


class Disagreement(Struct, frozen=True, forbid_unknown_fields=True):
    """Differing value of a second register."""

    source: Register
    value: Any


class Resident(Struct, frozen=True, kw_only=True):
    """Values of all registers for one person; an attribute in neither part has no record."""

    number: str
    name: str
    facts: Mapping[str, Any]
    silent: frozenset[str] = frozenset()
    disagree: Mapping[str, Disagreement] = {}


def same_name(one: str, other: str) -> bool:
    """Compare names ignoring middle dots and blanks."""
    return plain(one) == plain(other)


def plain(name: str) -> str:
    """Normalise a name: no blanks or dots, case folded."""
    return "".join(letter for letter in name.upper() if letter not in DOTS and not letter.isspace())


DOTS = frozenset("·•・‧∙⋅.．")
