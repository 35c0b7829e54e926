"""Reading modes of pages (standard, elder, largest): one cookie with three values."""

from collections.abc import Mapping
from typing import Literal, get_args

ReadingMode = Literal["normal", "elder", "largest"]
MODES: tuple[ReadingMode, ...] = get_args(ReadingMode)
COOKIE = "mode"


def mode_of(cookies: Mapping[str, str]) -> ReadingMode:
    """Read the visitor's mode; anything unknown is normal."""
    wanted = cookies.get(COOKIE, "normal")
    return next((mode for mode in MODES if mode == wanted), "normal")
