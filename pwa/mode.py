"""The elder mode: one cookie with three values."""

from collections.abc import Mapping
from typing import Literal, get_args

Mode = Literal["normal", "elder", "largest"]
MODES: tuple[Mode, ...] = get_args(Mode)
COOKIE = "mode"


def mode_of(cookies: Mapping[str, str]) -> Mode:
    """The visitor's mode; anything unknown is normal."""
    said = cookies.get(COOKIE, "normal")
    return next((mode for mode in MODES if mode == said), "normal")
