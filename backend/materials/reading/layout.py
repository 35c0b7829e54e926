"""Page layout: rows and neighbours of text lines, values next to labels."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from backend.materials.reading.normalize_text import is_han, without_blanks
from backend.materials.reading.text_line import TextLine
from backend.materials.reading.types import Region


@dataclass(frozen=True)
class Box:
    """Text line on the page, deskewed, with its own slope."""

    text: str
    score: float
    left: float
    right: float
    top: float
    bottom: float
    slope: float
    frame: tuple[float, float, float, float]
    """Left, top, right, bottom in pixels of the picture as it is."""
    gap: tuple[int, float, float] | None = None
    """Of two boxes put together: characters of the first, its right end and the left end of the second, in pixels."""

    @property
    def height(self) -> float:
        """Height of the line."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Centre of the line."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class BoxPart:
    """Part of a box: characters from `start` to `end`."""

    box: Box
    start: int
    end: int

    @property
    def text(self) -> str:
        """Text of the part."""
        return self.box.text[self.start : self.end]

    def frame(self) -> tuple[float, float, float, float]:
        """Return the part's rectangle in pixels, estimated by character widths."""
        left, top, right, bottom = self.box.frame
        joint, end_of_first, begin_of_second = self.box.gap or (0, left, left)
        first, second = self.box.text[:joint], self.box.text[joint:]
        begin = (
            _along(second, self.start - joint, begin_of_second, right)
            if self.start >= joint
            else _along(first, self.start, left, end_of_first)
        )
        finish = (
            _along(second, self.end - joint, begin_of_second, right)
            if self.end > joint
            else _along(first, self.end, left, end_of_first)
        )
        return begin, top, finish, bottom


def _along(text: str, count: int, left: float, right: float) -> float:
    """Return where the first characters of a line end, by their usual widths."""
    widths = [1.0 if is_han(character) else 0.55 for character in text]
    return left + (right - left) * sum(widths[:count]) / (sum(widths) or 1.0)


@dataclass(frozen=True)
class LabelledValue:
    """Value on the page, from one or more box parts."""

    text: str
    pieces: tuple[BoxPart, ...]

    @property
    def score(self) -> float:
        """Lowest score of its lines."""
        return min((piece.box.score for piece in self.pieces), default=0.0)


@dataclass(frozen=True)
class PageLayout:
    """Page: boxes from top to bottom, and its size in pixels."""

    boxes: tuple[Box, ...]
    width: int
    height: int

    def rows(self) -> list[list[Box]]:
        """Return the boxes in rows, top to bottom and left to right."""
        rows: list[list[Box]] = []
        for box in self.boxes:
            home = next((row for row in reversed(rows[-4:]) if any(beside(box, other) for other in row)), None)
            if home is None:
                rows.append([box])
            else:
                home.append(box)
        return [sorted(row, key=lambda box: box.left) for row in rows]

    def text(self) -> str:
        """Return all text in reading order, without blanks."""
        return "".join(without_blanks(box.text) for row in self.rows() for box in row)

    def region(self, pieces: Iterable[BoxPart], page: int = 0) -> Region | None:
        """Return the rectangle around parts as fractions of the page."""
        frames = [piece.frame() for piece in pieces]
        if not frames:
            return None
        left, top = min(f[0] for f in frames), min(f[1] for f in frames)
        right, bottom = max(f[2] for f in frames), max(f[3] for f in frames)
        return region((left, top, right, bottom), (self.width, self.height), page)


def region(frame: tuple[float, float, float, float], size: tuple[int, int], page: int = 0) -> Region:
    """Convert a pixel rectangle to fractions of the page, clipped."""
    width, height = size
    x0, y0, x1, y1 = frame[0] / width, frame[1] / height, frame[2] / width, frame[3] / height
    kept = [round(min(1.0, max(0.0, value)), 4) for value in (x0, y0, x1, y1)]
    return Region(kept[0], kept[1], kept[2], kept[3], page)


def beside(one: Box, other: Box, reach: float = 0.5) -> bool:
    """Check whether two boxes are in one row, by the slope of the wider one."""
    wide = one if one.right - one.left >= other.right - other.left else other
    (ax, ay), (bx, by) = one.middle, other.middle
    offset = (by - ay) - wide.slope * (bx - ax)
    return abs(offset) < reach * min(one.height, other.height)


def place(lines: Iterable[TextLine], size: tuple[int, int]) -> PageLayout:
    """Place lines on a page of `size` (width, height), deskewed."""
    lines = tuple(lines)
    slant = _slant(lines)
    turn = np.array([[np.cos(slant), np.sin(slant)], [-np.sin(slant), np.cos(slant)]])
    boxes = [_placed(line, turn) for line in lines]
    return PageLayout(tuple(sorted(boxes, key=lambda box: box.middle[1])), *size)


def _slant(lines: tuple[TextLine, ...]) -> float:
    """Return the page's skew in radians, weighted by line length."""
    angles: list[float] = []
    for line in lines:
        right = line.corners[1] - line.corners[0]
        length, height = float(np.linalg.norm(right)), float(np.linalg.norm(line.corners[3] - line.corners[0]))
        angles += [float(np.arctan2(right[1], right[0]))] * min(20, int(length / max(height, 1)))
    return statistics.median(angles) if angles else 0.0


def _placed(line: TextLine, turn: np.ndarray) -> Box:
    points = line.corners @ turn.T
    right, down = points[1] - points[0], points[3] - points[0]
    width, height = float(np.linalg.norm(right)), float(np.linalg.norm(down))
    x, y = points.mean(axis=0)
    slope = float(right[1] / right[0]) if width > 1.5 * height and right[0] else 0.0
    low, high = line.corners.min(axis=0), line.corners.max(axis=0)
    frame = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    return Box(
        line.text,
        line.score,
        float(x) - width / 2,
        float(x) + width / 2,
        float(y) - height / 2,
        float(y) + height / 2,
        slope,
        frame,
    )
