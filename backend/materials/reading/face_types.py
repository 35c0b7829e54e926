"""Messages to and from the reading process about faces: numbers, never a template."""

from importlib.util import find_spec
from typing import Literal

from msgspec import Struct

from backend.materials.reading.types import Reason, Status


class FaceTask(Struct, frozen=True, tag="faces", kw_only=True):
    """Without frames: find the portrait on a card. With frames: compare them with a portrait."""

    card: bytes
    frames: tuple[bytes, ...] = ()
    seconds: int = 60


class Face(Struct, frozen=True):
    """Detected face: width in pixels, detector score, direction, distances to other faces (0 to about 1.4)."""

    width: int
    score: float
    turn: float
    """Nose beside the middle of the eyes, in eye distances; positive when the person turned to their own left."""
    drop: float
    """Nose below the eyes; less when the head is raised."""
    from_portrait: float = 0.0
    from_first: float = 0.0


class FacesSeen(Struct, frozen=True):
    """Result: one entry per frame, None unless it shows exactly one face. `portrait` is a small JPEG."""

    status: Status
    faces: tuple[Face | None, ...] = ()
    portrait: bytes = b""
    seconds: float = 0.0
    reason: Reason | None = None
    fault: str = ""


Likeness = Literal["alike", "doubtful", "not_alike"]
ALIKE, DOUBTFUL = 0.45, 0.60
"""Distances measured in docs/benchmarks/identity.md; placeholders until somebody calibrates them on the people they serve."""


def likeness(distance: float) -> Likeness:
    """Classify a distance; only `alike` counts without a person."""
    if distance <= ALIKE:
        return "alike"
    return "doubtful" if distance <= DOUBTFUL else "not_alike"


def available() -> bool:
    """Check whether face comparison is installed (extra `face`)."""
    return find_spec("dlib") is not None and find_spec("face_recognition_models") is not None
