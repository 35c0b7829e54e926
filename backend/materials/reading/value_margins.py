"""Margins of values: was the space where more of a value could stand seen empty?

A finger, a sticker, correction fluid or worn print leaves a shorter value that may exist too (公安局 without its branch).
Each line is straightened with the space around it; that space is empty where it looks like the paper above and below the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.materials.reading.layout import Box, LabelledValue
from backend.materials.reading.text_line import Corners, TextLine

HEIGHT = 32
"""Lines are compared at this height in pixels."""
_AROUND, _UNDER = 20, 40
"""Pixels of the straightened strip above and below the line."""
_REACH = 34
"""Pixels beside the line in which covered text would begin: about one character of Chinese or two digits."""
_CELL = 8
_BEFORE = 2
"""Cells before a line in which covered text would end; a card's edge may come soon after them."""
_COLOUR = 6.0
"""Difference to the paper, of 255, from which a cell has another colour, beyond what the paper itself varies."""
_TRACE = 2.6
"""Mean contrast that worn print leaves above that of the paper's own pattern."""
_FEW = 0.1

Grid = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class LineStrip:
    """A straightened line with its surroundings, in cells: colour of the ground, contrast of what is on it, seen text, the picture's end."""

    colour: Grid
    contrast: Grid
    text: Mask
    inside_picture: Mask
    first: int
    last: int
    """Columns of the line itself."""


class ValueMargins:
    """The margins of the lines of one upright picture."""

    def __init__(self, picture: NDArray[np.uint8], lines: Sequence[TextLine]) -> None:
        self._picture, self._lines = picture, tuple(lines)

    def are_empty(self, value: LabelledValue, below: bool = False) -> bool:
        """Check that nothing can stand unseen before or after any line of a value, and below its last one if `below`."""
        for place, piece in enumerate(value.pieces):
            lines = self._within(piece.box)
            if not lines:
                return False
            starts, ends = piece.start == 0, piece.end == len(piece.box.text)
            under = below and place + 1 == len(value.pieces)
            for at, line in enumerate(lines):
                strip = self._strip(line)
                if not _is_empty(strip, starts and at == 0, ends and at + 1 == len(lines), under):
                    return False
        return bool(value.pieces)

    def _within(self, box: Box) -> list[TextLine]:
        """Return the lines of a box, which are several where it was joined."""
        left, top, right, bottom = box.frame
        middles = [(line, line.corners.mean(axis=0)) for line in self._lines]
        inside = [line for line, (x, y) in middles if left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1]
        own = [line for line in inside if line.text and line.text in box.text]
        return sorted(own, key=lambda line: float(line.corners[0][0]))

    def _strip(self, line: TextLine) -> LineStrip:
        warp, width = _straightened(line.corners)
        size = (width + 2 * _REACH, HEIGHT + _AROUND + _UNDER)
        straight = cv2.warpAffine(self._picture, warp, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
        seen = np.asarray(straight, np.uint8)
        text = np.zeros(size[::-1], np.uint8)
        for other in self._lines:
            polygon = cv2.transform(other.corners[None], warp)[0]
            cv2.fillConvexPoly(text, np.round(polygon).astype(np.int32), 255)
        ground = _ground(seen)
        contrast = _highest(cv2.absdiff(seen, ground))
        return LineStrip(
            _cells(ground),
            _cells(contrast),
            _cells(text) > 40,
            _cells_inside(warp, size, self._picture.shape),
            _REACH // _CELL,
            -(-(_REACH + width) // _CELL),
        )


@dataclass(frozen=True)
class PaperGround:
    """Colour of the paper around a line, and the differences from which a cell has another colour or a trace of print."""

    colour: Grid
    other_colour: float
    trace: float


def _straightened(corners: Corners) -> tuple[NDArray[np.float64], int]:
    """Return the affine map of a line to its strip, and the line's width there."""
    height = max(4.0, float(np.linalg.norm(corners[3] - corners[0])))
    width = max(_CELL, round(float(np.linalg.norm(corners[1] - corners[0])) * HEIGHT / height))
    right, bottom = _REACH + width, _AROUND + HEIGHT
    there = np.array([(_REACH, _AROUND), (right, _AROUND), (_REACH, bottom)], np.float32)
    return np.asarray(cv2.getAffineTransform(corners[[0, 1, 3]].astype(np.float32), there)), width


def _ground(seen: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the paper without its print, which is darker than paper or (on bank cards) lighter."""
    line = seen[_AROUND : _AROUND + HEIGHT, _REACH:-_REACH].mean(axis=2)
    low, middle, high = np.percentile(line, (4, 50, 96))
    dark_print = middle - low >= high - middle
    smooth = cv2.GaussianBlur(seen, (3, 3), 0)
    kernel = np.ones((11, 11), np.uint8)
    flat = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE if dark_print else cv2.MORPH_OPEN, kernel)
    return np.asarray(flat, np.uint8)


def _cells(pixels: NDArray[np.uint8]) -> Grid:
    """Return the mean of each cell of 8 x 8 pixels."""
    rows, columns = pixels.shape[0] // _CELL, pixels.shape[1] // _CELL
    kept = pixels[: rows * _CELL, : columns * _CELL].astype(np.float32)
    return np.asarray(cv2.resize(kept, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)


def _highest(pixels: NDArray[Any]) -> NDArray[Any]:
    """Return the highest of the three colours of each pixel; over so short an axis numpy's own maximum is twenty times slower."""
    return np.asarray(np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2]))


def _cells_inside(warp: NDArray[np.float64], size: tuple[int, int], picture: tuple[int, ...]) -> Mask:
    """Return the cells of a strip that lie in the picture with all their corners."""
    back = cv2.invertAffineTransform(warp)
    rows, columns = size[1] // _CELL, size[0] // _CELL
    y, x = np.mgrid[0 : rows + 1, 0 : columns + 1] * _CELL
    seen_x, seen_y = (back[axis, 0] * x + back[axis, 1] * y + back[axis, 2] for axis in (0, 1))
    inside = (seen_x >= 0) & (seen_x <= picture[1]) & (seen_y >= 0) & (seen_y <= picture[0])
    return np.asarray(inside[:-1, :-1] & inside[:-1, 1:] & inside[1:, :-1] & inside[1:, 1:])


_LINE_ROWS = slice((_AROUND + 6) // _CELL, (_AROUND + HEIGHT - 4) // _CELL)
_UNDER_ROWS = slice((_AROUND + HEIGHT + 6) // _CELL, None)


def _is_empty(strip: LineStrip, left: bool, right: bool, below: bool) -> bool:
    """Check the asked sides of a line, and that its own ground is one paper."""
    paper = _paper(strip)
    if paper is None:
        return False
    if _has_patch_inside(strip, paper):
        return False
    columns = strip.colour.shape[1]
    sides = [
        (_LINE_ROWS, slice(_begin_after_text(strip), strip.first)) if left else None,
        (_LINE_ROWS, slice(strip.last, _end_before_text(strip, columns))) if right else None,
        (_UNDER_ROWS, slice(strip.first, min(strip.last, strip.first + 16))) if below else None,
    ]
    return all(_like_paper(strip, paper, side) for side in sides if side)


def _has_patch_inside(strip: LineStrip, paper: PaperGround) -> bool:
    """Check for a blank piece of another colour between the characters of a line, as between a label and its value."""
    own = _LINE_ROWS, slice(strip.first, strip.last)
    other = _highest(np.abs(strip.colour[own] - paper.colour)) > paper.other_colour
    blank = np.asarray((other & (strip.contrast[own] <= paper.trace)).all(axis=0), np.bool_)
    return bool((blank[:-1] & blank[1:]).any())


def _paper(strip: LineStrip) -> PaperGround | None:
    """Return the paper above and below the line, where no text is."""
    free = ~strip.text & strip.inside_picture
    free[:, : strip.first] = free[:, strip.last :] = False
    if free.sum() < 6:
        free[_LINE_ROWS, strip.first : strip.last] = True
    colour = np.asarray(np.median(strip.colour[free], axis=0), np.float32)
    varies = float(np.median(_highest(np.abs(strip.colour[free] - colour))))
    return PaperGround(colour, _COLOUR + 3 * varies, 1.5 * float(np.percentile(strip.contrast[free], 75)) + _TRACE)


def _end_before_text(strip: LineStrip, columns: int) -> int:
    """Return the column where the next text right of the line begins."""
    hit = np.flatnonzero(strip.text[_LINE_ROWS, strip.last + 1 :].any(axis=0))
    return strip.last + 1 + int(hit[0]) if hit.size else columns


def _begin_after_text(strip: LineStrip) -> int:
    """Return the column where the text left of the line ends."""
    hit = np.flatnonzero(strip.text[_LINE_ROWS, : max(0, strip.first - 1)].any(axis=0))
    return max(strip.first - _BEFORE, int(hit[-1]) + 1 if hit.size else 0)


def _like_paper(strip: LineStrip, paper: PaperGround, side: tuple[slice, slice]) -> bool:
    free = ~strip.text[side]
    if not strip.inside_picture[side][free].all():
        return False
    other = _highest(np.abs(strip.colour[side] - paper.colour)) > paper.other_colour
    traces = strip.contrast[side] > paper.trace
    return float(((other | traces) & free).sum()) <= _FEW * max(1, int(free.sum()))
