"""Pick values from text: by pattern, by label, last date, identity number."""

import re
from collections.abc import Callable, Mapping

from backend.materials.reading import values
from backend.materials.reading.layout import BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import dates, without_blanks

Shape = Callable[[LabelledValue], LabelledValue]


def normalised_values(found: Mapping[str, LabelledValue], shapes: Mapping[str, Shape]) -> dict[str, LabelledValue]:
    """Normalise values; empty ones are dropped."""
    kept = {key: shape(found[key]) for key, shape in shapes.items() if key in found}
    return {key: value for key, value in kept.items() if value.text}


def number_near(layout: PageLayout, found: Mapping[str, LabelledValue], key: str) -> dict[str, LabelledValue]:
    """Return the identity number beside a label, else the first one of the page."""
    numbers = list(values.identity_numbers(layout))
    near = [number for number in numbers if key in found and number.text in without_blanks(found[key].text)]
    whole = any(len(number.text) == 18 for number in near or numbers)
    broken = None if whole else values.broken_number(layout)
    chosen = [broken] if broken else near or numbers
    return {"number": chosen[0]} if chosen else {}


def matched(layout: PageLayout, patterns: Mapping[str, str]) -> dict[str, LabelledValue]:
    """Return values found by patterns in the running text, with their boxes."""
    text = layout.text()
    found: dict[str, LabelledValue] = {}
    for key, pattern in patterns.items():
        match = re.search(pattern, text)
        value = next((group for group in match.groups() if group), "") if match else ""
        if value:
            found[key] = LabelledValue(value, tuple(pieces_of(layout, value)))
    return found


def pieces_of(layout: PageLayout, value: str) -> list[BoxPart]:
    """Return the box parts of a value found in the running text."""
    whole = [
        BoxPart(box, box.text.index(value), box.text.index(value) + len(value))
        for box in layout.boxes
        if value in box.text
    ]
    if whole:
        return whole[:1]
    return [
        BoxPart(box, 0, len(box.text))
        for box in layout.boxes
        if len(box.text) > 1 and (value[:4] in box.text or value[-4:] in box.text)
    ]


def last_date(layout: PageLayout, after: str = "") -> LabelledValue | None:
    """Return the last date of the page, optionally below the line with a word."""
    for row in reversed(layout.rows()):
        if after and any(after in box.text for box in row):
            return None
        for box in reversed(row):
            days = dates(box.text)
            if days:
                return LabelledValue(days[-1].isoformat(), (BoxPart(box, 0, len(box.text)),))
    return None
