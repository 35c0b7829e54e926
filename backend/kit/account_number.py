"""Numbers of bank cards and passbooks in the one writing that is kept: half-width, without blanks and hyphens."""

import re

from backend.kit.text import to_half_width

_IGNORED = re.compile(r"^['’‘]|[\s\-‐‑–—]")


def account_number(text: str) -> str:
    """The number as banks write it; full-width digits become plain ones, and whatever isn't a digit stays, to be refused."""
    return _IGNORED.sub("", to_half_width(text))
