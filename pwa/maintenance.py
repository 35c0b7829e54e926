"""The page that stands alone while the house rests or a page can't be made: one file without assets."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from markupsafe import Markup

from backend.kit.reading_mode import ReadingMode
from pwa.templates import render


@cache
def style() -> str:
    """The page's style sheet."""
    return (Path(__file__).parent / "style" / "maintenance.css").read_text()


@cache
def policy() -> str:
    """Content-Security-Policy of the page: nothing but this style sheet, by its digest."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def maintenance_page(mode: ReadingMode, until: str = "", *, failed: bool = False) -> bytes:
    """The page as bytes; `until`: when the house is back, as text, "" = not known."""
    return render("maintenance.html", mode=mode, until=until, failed=failed, style=Markup(style())).encode()  # noqa: S704 - own file
