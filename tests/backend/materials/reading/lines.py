"""Lines of text on a document, placed by hand."""

import numpy as np

from backend.materials.reading import extract
from backend.materials.reading.layout import LabelledValue, PageLayout, place
from backend.materials.reading.text_line import TextLine

SIZE = (1400, 900)


def line(
    text: str,
    x: float,
    y: float,
    width: float | None = None,
    height: float = 40,
    tilt: float = 0.0,
    score: float = 0.99,
) -> TextLine:
    width = width or height * sum(1.0 if ord(character) > 255 else 0.55 for character in text)
    points = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], np.float32)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]], np.float32)
    return TextLine(text, score, (points @ turn.T).astype(np.float32))


def seen(*lines: TextLine) -> PageLayout:
    return place(lines, SIZE)


def read(kind: str, *lines: TextLine) -> dict[str, str]:
    return {name: found.text for name, found in extract.extract_fields(kind, seen(*lines)).items()}


def seen_empty(value: LabelledValue, below: bool) -> bool:
    """The margins of a value on a page of which there is no picture."""
    return True
