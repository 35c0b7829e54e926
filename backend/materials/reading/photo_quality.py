"""Photo quality measured at the text: sharpness, light, glare, edges, size, seal."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.materials.reading.layout import region
from backend.materials.reading.ocr import Pixels
from backend.materials.reading.text_line import TextLine
from backend.materials.reading.types import Quality, Region

Mask = NDArray[np.uint8]

LINE_HEIGHT = 32.0
"""Sharpness is compared at this height of a line, so that a far card and a near sheet have one scale."""
_EDGE = 0.012
_GLARE_SHARE = 0.002
_WHITE = 250
_BRIGHTER = 5
"""Glare must be so much brighter than the paper around it, unless the paper has a tint, which glare takes away."""
_TINT = 16
_PHOTOCOPY = 0.4
_ALL_AROUND = 0.8
_SMALL = 240
"""Long side of the thumbnail on which paper and table are told apart."""
_PAPER = 26.0
_SIDES = ("left", "top", "right", "bottom")


def measure_quality(picture: Pixels, lines: Sequence[TextLine]) -> Quality:
    """Measure an upright BGR page with its text lines."""
    height, width = picture.shape[:2]
    if not lines:
        return _wordless(picture)
    frame = _text_frame(lines, width, height)
    left, top, right, bottom = frame
    scale = min(1.0, LINE_HEIGHT / _line_height(lines))
    area = cv2.resize(picture[top:bottom, left:right], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes = [((line.corners - (left, top)) * scale).astype(np.int32) for line in lines]
    where = _filled(boxes, area.shape[:2])
    grey, hsv = (np.asarray(cv2.cvtColor(area, to), np.uint8) for to in (cv2.COLOR_BGR2GRAY, cv2.COLOR_BGR2HSV))
    blobs, photocopy = _glare(hsv, boxes)
    return Quality(
        sharpness=round(_sharpness(grey, boxes), 1),
        light=round(float(np.percentile(grey[where > 0], 95)), 1),
        glare=tuple(_back(blob, frame, scale, (width, height)) for blob in blobs),
        text_area=region((left, top, right, bottom), (width, height)),
        text_width=right - left,
        legibility=_legibility(lines),
        touches_edge=_touches_edge(lines, width, height),
        cut_sides=_cut_sides(picture, frame),
        photocopy=photocopy,
        seal=_seal(hsv, frame, scale, (width, height)),
    )


def _wordless(picture: Pixels) -> Quality:
    """Measure a picture without text, such as a portrait, at its middle."""
    height, width = picture.shape[:2]
    middle = picture[height // 5 : height - height // 5, width // 5 : width - width // 5]
    scale = min(1.0, 600 / max(middle.shape[:2]))
    grey = np.asarray(
        cv2.cvtColor(cv2.resize(middle, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY),
        np.uint8,
    )
    whole = np.array([(0, 0), (grey.shape[1], 0), grey.shape[::-1], (0, grey.shape[0])], np.int32)
    return Quality(sharpness=round(_sharpness(grey, [whole]), 1), light=round(float(np.percentile(grey, 95)), 1))


def _text_frame(lines: Sequence[TextLine], width: int, height: int) -> tuple[int, int, int, int]:
    points = np.concatenate([line.corners for line in lines])
    left, top = np.clip(points.min(axis=0), 0, (width - 2, height - 2)).astype(int)
    right, bottom = np.clip(points.max(axis=0), (left + 2, top + 2), (width, height)).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _line_height(lines: Sequence[TextLine]) -> float:
    return max(8.0, float(np.median([np.linalg.norm(line.corners[3] - line.corners[0]) for line in lines])))


def _filled(boxes: Sequence[NDArray[np.int32]], shape: tuple[int, int]) -> Mask:
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, list(boxes), 1)
    if not mask.any():
        mask[:] = 1
    return mask


def _sharpness(grey: Mask, boxes: Sequence[NDArray[np.int32]]) -> float:
    """Return the median over lines of the variance of the Laplacian, contrast stretched per line."""
    values: list[float] = []
    for box in boxes:
        x, y, w, h = cv2.boundingRect(box)
        crop = grey[max(0, y) : y + h, max(0, x) : x + w]
        if crop.shape[0] < 8 or crop.shape[1] < 16:
            continue
        low, high = (float(value) for value in np.percentile(crop, (2, 98)))
        stretched = np.clip((crop.astype(np.float32) - low) * (255.0 / max(8.0, high - low)), 0, 255)
        values.append(float(cv2.Laplacian(cv2.GaussianBlur(stretched, (3, 3), 0), cv2.CV_32F).var()))
    return float(np.median(values)) if values else 0.0


def _glare(hsv: Mask, boxes: Sequence[NDArray[np.int32]]) -> tuple[list[tuple[int, int, int, int]], bool]:
    """Return colourless blobs brighter than the paper (x, y, width, height), and whether the paper is too white to tell."""
    tinted = float(np.median(hsv[..., 1])) > _TINT
    level = _WHITE if tinted else max(_WHITE, int(np.median(hsv[..., 2])) + _BRIGHTER)
    white = ((hsv[..., 2] >= min(level, 255)) & (hsv[..., 1] <= 12)).astype(np.uint8)
    if level > 254 or float(white.mean()) > _PHOTOCOPY:
        return [], True
    solid = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    _, labels, found, _ = cv2.connectedComponentsWithStats(solid)
    least, margins = _GLARE_SHARE * white.size, _printed_on(np.asarray(labels, np.int32), boxes)
    blobs = [
        (int(x), int(y), int(w), int(h))
        for label, (x, y, w, h, area) in enumerate(found)
        if label and area >= least and label not in margins
    ]
    return blobs, False


def _printed_on(labels: NDArray[np.int32], boxes: Sequence[NDArray[np.int32]]) -> set[int]:
    """Return the white areas that lie all around a line: white paper with print on it, as the margin of a tinted paper; glare takes print away."""
    kept: set[int] = set()
    for box in boxes:
        x, y, w, h = cv2.boundingRect(box)
        near = labels[max(0, y - 8) : y + h + 8, max(0, x - 8) : x + w + 8]
        ring = np.ones(near.shape, bool)
        ring[min(y, 8) : min(y, 8) + h, min(x, 8) : min(x, 8) + w] = False
        around = near[ring]
        label = int(np.bincount(around).argmax()) if around.size else 0
        if label and float((around == label).mean()) > _ALL_AROUND:
            kept.add(label)
    return kept


def _seal(hsv: Mask, frame: tuple[int, int, int, int], scale: float, size: tuple[int, int]) -> Region | None:
    """Find the largest red round mark."""
    hue, colour, light = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    red = (((hue <= 9) | (hue >= 169)) & (colour >= 70) & (light >= 70)).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(cv2.dilate(red, np.ones((5, 5), np.uint8)))
    side = LINE_HEIGHT * 1.6
    round_ones = [
        (int(area), (int(x), int(y), int(w), int(h)))
        for x, y, w, h, area in found[1:]
        if w >= side and h >= side and 0.6 <= w / h <= 1.6 and area <= 0.9 * w * h
    ]
    return _back(max(round_ones)[1], frame, scale, size) if round_ones else None


def _back(
    blob: tuple[int, int, int, int], frame: tuple[int, int, int, int], scale: float, size: tuple[int, int]
) -> Region:
    x, y, w, h = (value / scale for value in blob)
    return region((frame[0] + x, frame[1] + y, frame[0] + x + w, frame[1] + y + h), size)


def _touches_edge(lines: Sequence[TextLine], width: int, height: int) -> bool:
    """Check whether confident text is so close to the edge that more may be outside."""
    margin = np.array([_EDGE * width, _EDGE * height])
    for line in lines:
        if line.score < 0.7 or len(line.text) < 2:
            continue
        if (line.corners.min(axis=0) < margin).any() or (line.corners.max(axis=0) > (width, height) - margin).any():
            return True
    return False


def _legibility(lines: Sequence[TextLine]) -> float:
    weights = [len(line.text) for line in lines]
    return round(float(np.average([line.score for line in lines], weights=weights)), 3)


def _cut_sides(picture: Pixels, frame: tuple[int, int, int, int]) -> tuple[str, ...]:
    """Return the sides where the paper reaches the edge; none if it does so on all (a scan)."""
    scale = _SMALL / max(picture.shape[:2])
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    small = cv2.resize(_shrunk(picture, int(1 / scale)), size, interpolation=cv2.INTER_AREA)
    colours = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB).astype(np.float32)
    left, top, right, bottom = (int(value * scale) for value in frame)
    paper = np.median(colours[top : bottom + 1, left : right + 1].reshape(-1, 3), axis=0)
    like = (np.linalg.norm((colours - paper) * (0.6, 1.6, 1.6), axis=2) < _PAPER).astype(np.uint8)
    _, labels = cv2.connectedComponents(like)
    inside = labels[top : bottom + 1, left : right + 1]
    own = np.bincount(inside[inside > 0].ravel()).argmax() if (inside > 0).any() else -1
    sheet = labels == own
    edges = (sheet[:, 1], sheet[1], sheet[:, -2], sheet[-2])
    reached = [name for name, edge in zip(_SIDES, edges, strict=True) if float(edge.mean()) > 0.3]
    clear = [name for name, edge in zip(_SIDES, edges, strict=True) if float(edge.mean()) < 0.05]
    return tuple(reached) if len(reached) + len(clear) == 4 and 0 < len(reached) < 3 else ()


def _shrunk(picture: Pixels, times: int) -> Pixels:
    """Return a picture so many times smaller: by a whole number that costs a third of what a fraction does."""
    if times < 2:
        return picture
    height, width = picture.shape[0] // times, picture.shape[1] // times
    whole = picture[: height * times, : width * times]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
