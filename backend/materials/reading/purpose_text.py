"""Purpose text (仅供…使用), which careful people print in grey over copies of their papers: found, and lightened away for a second reading."""

import math
import re
import statistics
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
_LIGHT = 1.18
"""Brightness of light print on a coloured card, as part of the card's."""


_SLANT = 12.0
"""Degrees from which words of a purpose lie across the print; a note is written along it."""


def is_tiled(lines: Sequence[TextLine]) -> bool:
    """Check for a purpose printed many times over a page, or across it: large words are rarely whole on a small card."""
    own = [line for line in lines if not _WORDS.search(line.text)]
    purpose = [_degrees(line) for line in lines if _WORDS.search(line.text)]
    along = statistics.median(map(_degrees, own)) if own else 0.0
    return len(purpose) >= _LINES or any(abs(degrees - along) > _SLANT for degrees in purpose)


def _degrees(line: TextLine) -> float:
    right, up = line.corners[1] - line.corners[0]
    return math.degrees(math.atan2(up, right))


def without_purpose_text(picture: Pixels, lines: Sequence[TextLine]) -> Pixels:
    """Return the page with its own print only, dark on light: grey becomes paper. Cards with light print keep what is lighter than they are."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    shown = _light_print(grey) if _is_light(grey, lines) else _dark_print(grey)
    return np.repeat(shown[..., None], 3, axis=2)


def _is_light(grey: Pixels, lines: Sequence[TextLine]) -> bool:
    """Check whether most of what is printed is lighter than its ground, as on bank cards; lines of the purpose don't count."""
    light = 0
    for line in (line for line in lines if not _WORDS.search(line.text)):
        left, top = np.maximum(line.corners.min(axis=0), 0).astype(int)
        right, bottom = line.corners.max(axis=0).astype(int) + 1
        crop = grey[top:bottom, left:right]
        dark, ground, bright = np.percentile(crop, (4, 50, 96)) if crop.size else (0, 0, 0)
        light += len(line.text) if bright - ground > ground - dark else -len(line.text)
    return light > 0


def _dark_print(grey: Pixels) -> Pixels:
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9)), (width, height))
    bright = grey.astype(np.float32) / np.maximum(paper, 1)
    return np.asarray(np.clip((bright - _INK) / (_GREY - _INK), 0, 1) * paper, np.uint8)


def _light_print(grey: Pixels) -> Pixels:
    """Return light print as dark on white."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    ground = cv2.resize(cv2.medianBlur(small, 61), (width, height)).astype(np.float32)
    bright = grey.astype(np.float32) / np.maximum(ground, 1)
    return np.asarray(255 * (1 - np.clip((bright - 1) / (_LIGHT - 1) - 0.5, 0, 1)), np.uint8)
