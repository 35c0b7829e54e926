"""Purpose text (仅供…使用), which careful people print in grey over copies of their papers: found, and lightened away for a second reading."""

import re
from collections.abc import Sequence

import cv2
import numpy as np

from backend.materials.reading.ocr import Pixels
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.text_line import TextLine

_WORDS = re.compile(PRINTED.words["purpose_text"]["words"])
_LINES = 3
"""So many lines with words of a purpose are a pattern over the paper and not a note on it."""
_INK, _GREY = 0.25, 0.6
"""Brightness of print and of the palest purpose text that is removed, as parts of the paper's."""


def is_tiled(lines: Sequence[TextLine]) -> bool:
    """Check for a purpose printed many times over a page."""
    return sum(bool(_WORDS.search(line.text)) for line in lines) >= _LINES


def without_purpose_text(picture: Pixels) -> Pixels:
    """Return the page with dark print only: grey becomes paper."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9)), (width, height))
    bright = grey.astype(np.float32) / np.maximum(paper, 1)
    kept = np.clip((bright - _INK) / (_GREY - _INK), 0, 1)
    return np.repeat((kept * paper).astype(np.uint8)[..., None], 3, axis=2)
