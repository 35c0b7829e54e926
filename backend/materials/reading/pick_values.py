"""Pick values from text: by pattern, by label, last date, identity number."""

import re
from collections.abc import Callable, Mapping

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import dates

Shape = Callable[[LabelledValue], LabelledValue]


def normalised_values(found: Mapping[str, LabelledValue], shapes: Mapping[str, Shape]) -> dict[str, LabelledValue]:
    """Normalise values; empty ones are dropped."""
    kept = {key: shape(found[key]) for key, shape in shapes.items() if key in found}
    return {key: value for key, value in kept.items() if value.text}


def number_near(layout: PageLayout, labels: Labels, key: str = "number") -> dict[str, LabelledValue]:
    """Return the identity number beside or below its first label; without a label the first one of the page.

    Where the label's own number is covered, the next one on the page belongs to somebody else.
    """
    numbers = list(values.identity_numbers(layout))
    if not any(len(number.text) == LENGTH for number in numbers):
        broken = values.broken_number(layout)
        numbers = [broken, *numbers] if broken else numbers
    label = next((box for row in layout.rows() for box in row if _is_label(box, labels, key)), None)
    own = numbers if label is None else [number for number in numbers if _stands_at(label, number.pieces[0].box)]
    return {"number": own[0]} if own else {}


LENGTH = 18
"""Characters of an identity number."""
_NEAR = 2.5
"""Heights of a line that a number may be below or above the middle of its label, which may have two lines."""


def _is_label(box: Box, labels: Labels, key: str) -> bool:
    """Check for a label that begins its line, followed by nothing or by a value."""
    return any(
        start == 0 and found == key and not re.match(r"[\u4e00-\u9fff]", box.text[end:].lstrip(" :"))
        for start, end, found in labels.marks(box.text)
    )


def _stands_at(label: Box, number: Box) -> bool:
    if number is label:
        return True
    rows = (number.middle[1] - label.middle[1] - label.slope * (number.middle[0] - label.middle[0])) / label.height
    return abs(rows) < _NEAR and number.right > label.left


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
