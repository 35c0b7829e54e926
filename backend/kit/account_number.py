"""Bank account numbers (cards and passbooks) in one stored form: half-width, no blanks or hyphens."""

import re

from backend.kit.text import to_half_width

_IGNORED = re.compile(r"^['’‘]|[\s\-‐‑–—]")


def account_number(text: str) -> str:
    """Normalise an account number; characters that aren't digits stay, so that validation can refuse them."""
    return _IGNORED.sub("", to_half_width(text))
