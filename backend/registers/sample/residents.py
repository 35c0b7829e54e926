"""An invented person as the sample registers know one."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from backend.rules.types import Register


class Disagreement(Struct, frozen=True, forbid_unknown_fields=True):
    """What a second register says where the first one says something else."""

    source: Register
    value: Any


class Resident(Struct, frozen=True, kw_only=True):
    """What all registers together know of one person; a name that is in neither place is a record nobody has."""

    number: str
    name: str
    facts: Mapping[str, Any]
    silent: frozenset[str] = frozenset()
    disagree: Mapping[str, Disagreement] = {}


def same_name(one: str, other: str) -> bool:
    """Are these the same name, however the middle dot and the spaces were typed?"""
    return plain(one) == plain(other)


def plain(name: str) -> str:
    """A name without spaces, dots and letter case."""
    return "".join(letter for letter in name.upper() if letter not in DOTS and not letter.isspace())


DOTS = frozenset("·•・‧∙⋅.．")
