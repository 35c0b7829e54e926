"""Picking values from a page that flows or carries labels: by pattern, by label, the last date, the identity number."""

import re
from collections.abc import Callable, Mapping

from backend.materials.reading import values
from backend.materials.reading.layout import Found, Layout, Piece
from backend.materials.reading.normalize_text import dates, solid

Shape = Callable[[Found], Found]


def shaped(found: Mapping[str, Found], shapes: Mapping[str, Shape]) -> dict[str, Found]:
    """The values in normal form; those that come out empty are left out."""
    kept = {key: shape(found[key]) for key, shape in shapes.items() if key in found}
    return {key: value for key, value in kept.items() if value.text}


def number_near(layout: Layout, found: Mapping[str, Found], key: str) -> dict[str, Found]:
    """The identity number in the value of a label, else the page's first one."""
    numbers = list(values.identity_numbers(layout))
    near = [number for number in numbers if key in found and number.text in solid(found[key].text)]
    whole = any(len(number.text) == 18 for number in near or numbers)
    broken = None if whole else values.broken_number(layout)
    chosen = [broken] if broken else near or numbers
    return {"number": chosen[0]} if chosen else {}


def matched(layout: Layout, patterns: Mapping[str, str]) -> dict[str, Found]:
    """Values by patterns over the flowing text; a value's boxes are those whose text it shares."""
    text = layout.text()
    found: dict[str, Found] = {}
    for key, pattern in patterns.items():
        match = re.search(pattern, text)
        value = next((group for group in match.groups() if group), "") if match else ""
        if value:
            found[key] = Found(value, tuple(pieces_of(layout, value)))
    return found


def pieces_of(layout: Layout, value: str) -> list[Piece]:
    """Where a value stands that was found in the flowing text: its own characters, else the lines that begin or end it."""
    whole = [
        Piece(box, box.text.index(value), box.text.index(value) + len(value))
        for box in layout.boxes
        if value in box.text
    ]
    if whole:
        return whole[:1]
    return [
        Piece(box, 0, len(box.text))
        for box in layout.boxes
        if len(box.text) > 1 and (value[:4] in box.text or value[-4:] in box.text)
    ]


def last_date(layout: Layout, after: str = "") -> Found | None:
    """The last date of the page, where asked only below the line that holds a word."""
    for row in reversed(layout.rows()):
        if after and any(after in box.text for box in row):
            return None
        for box in reversed(row):
            days = dates(box.text)
            if days:
                return Found(days[-1].isoformat(), (Piece(box, 0, len(box.text)),))
    return None
