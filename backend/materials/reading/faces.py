"""Face detection, direction and comparison; runs only in the reading process.

Two files of `face_recognition_models` are used: the 5-point predictor and the ResNet descriptor. The 68-point file that
lies beside them must not be used commercially (its training data, iBUG 300-W, forbids it) and is never opened. The
package itself is never imported either: it needs a module that current setuptools no longer has.
"""

import time
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.materials.reading import decode_image
from backend.materials.reading.face_types import Face, FacesSeen
from backend.materials.reading.ocr import Pixels

Descriptor = NDArray[np.float64]
LEAST_SCORE = 0.3
"""Of dlib's detector: pictures on badges and posters in the background stay below it."""
LEAST_WIDTH = 80
"""Pixels; below it the portrait of a card is too coarse to compare."""
LONGEST = {"card": 1600, "frame": 720}
_MARGIN = 0.6
_PORTRAIT_SIDE = 480


class DetectedFace(Struct, frozen=True):
    """Face in an upright picture: box, score, five landmarks."""

    pixels: Any
    box: Any
    points: Any
    score: float

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.box.width())


@cache
def models() -> tuple[Any, Any, Any]:
    """Load detector, 5-point predictor and descriptor, once."""
    spec = find_spec("face_recognition_models")
    folder = Path((spec.submodule_search_locations or [""])[0] if spec else "") / "models"
    dlib = import_module("dlib")
    return (
        dlib.get_frontal_face_detector(),
        dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat")),
        dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat")),
    )


def portrait(data: bytes) -> FacesSeen:
    """Cut the portrait out of a card picture, upright; None if there is none."""
    started = time.perf_counter()
    pixels = bounded(decode_image.pages(data)[0], LONGEST["card"])
    found = next((best for turned in _four_ways(pixels) if (best := _largest(turned)) is not None), None)
    if found is None:
        return FacesSeen("read", seconds=_since(started))
    cut = decode_image.clean(_cut(found)).jpeg
    # too poor to be found again: better said now than after the face was shown
    if _largest(decode_image.pages(cut)[0]) is None:
        return FacesSeen("read", seconds=_since(started))
    return FacesSeen("read", (_face(found, 0.0, 0.0),), cut, _since(started))


def compare(card: bytes, frames: tuple[bytes, ...]) -> FacesSeen:
    """Compare each frame's face with the portrait and the first frame; frames without exactly one face have no result."""
    started = time.perf_counter()
    portrait = _largest(decode_image.pages(card)[0])
    if portrait is None:
        return FacesSeen("could_not_tell", fault="no face on the portrait that was kept", seconds=_since(started))
    known, first = describe(portrait), None
    seen: list[Face | None] = []
    for frame in frames:
        alone = _alone(bounded(decode_image.pages(frame)[0], LONGEST["frame"]))
        if alone is None:
            seen.append(None)
            continue
        told = describe(alone)
        first = told if first is None else first
        seen.append(_face(alone, _apart(known, told), _apart(first, told)))
    return FacesSeen("read", tuple(seen), seconds=_since(started))


def describe(found: DetectedFace) -> Descriptor:
    """Return the 128-dimensional descriptor; kept only during a comparison."""
    return np.array(models()[2].compute_face_descriptor(found.pixels, found.points))


def faces(pixels: Pixels) -> list[DetectedFace]:
    """Return sufficiently certain and large faces, largest first; small pictures are enlarged once."""
    detector, predictor, _ = models()
    rgb = np.ascontiguousarray(pixels[..., ::-1])
    boxes, scores, _ = detector.run(rgb, 0, LEAST_SCORE)
    if not boxes and max(rgb.shape[:2]) <= LONGEST["frame"]:
        boxes, scores, _ = detector.run(rgb, 1, LEAST_SCORE)
    found = [
        DetectedFace(rgb, box, predictor(rgb, box), float(score)) for box, score in zip(boxes, scores, strict=True)
    ]
    return sorted((one for one in found if one.width >= LEAST_WIDTH), key=lambda one: -one.width)


def turn_and_drop(points: Any) -> tuple[float, float]:
    """Return the nose's offset from the middle of the eyes in eye distances; positive: the person's left, and down.

    Five points: two corners of each eye and the base of the nose. A head that looks straight has about 0 and 0.75.
    """
    spots = np.array([(point.x, point.y) for point in points.parts()], float)
    eyes = sorted(((spots[0] + spots[1]) / 2, (spots[2] + spots[3]) / 2), key=lambda eye: float(eye[0]))
    across = eyes[1] - eyes[0]
    distance = float(np.linalg.norm(across)) or 1.0
    along = across / distance
    nose = spots[4] - (eyes[0] + eyes[1]) / 2
    return float(nose @ along) / distance, float(nose @ np.array([-along[1], along[0]])) / distance


def _face(found: DetectedFace, from_portrait: float, from_first: float) -> Face:
    turn, drop = turn_and_drop(found.points)
    told = (found.score, turn, drop, from_portrait, from_first)
    return Face(found.width, *(round(value, 4) for value in told))


def _largest(pixels: Pixels) -> DetectedFace | None:
    return next(iter(faces(pixels)), None)


def _alone(pixels: Pixels) -> DetectedFace | None:
    """Return the only face of a frame; two faces are no answer."""
    found = faces(pixels)
    if len(found) > 1 and found[1].width > 0.5 * found[0].width:
        return None
    return found[0] if found else None


def _four_ways(pixels: Pixels) -> Iterator[Pixels]:
    for turns in range(4):
        yield np.ascontiguousarray(np.rot90(pixels, turns))


def _cut(found: DetectedFace) -> Pixels:
    """Cut out a face with a margin, no larger than needed for comparison."""
    box, (height, width) = found.box, found.pixels.shape[:2]
    margin = int(_MARGIN * found.width)
    top, bottom = max(0, box.top() - margin), min(height, box.bottom() + margin)
    left, right = max(0, box.left() - margin), min(width, box.right() + margin)
    return bounded(np.ascontiguousarray(found.pixels[top:bottom, left:right, ::-1]), _PORTRAIT_SIDE)


def bounded(pixels: Pixels, longest: int) -> Pixels:
    """Reduce a picture to the size needed for detection."""
    scale = longest / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _apart(one: Descriptor, other: Descriptor) -> float:
    return float(np.linalg.norm(one - other))


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)
