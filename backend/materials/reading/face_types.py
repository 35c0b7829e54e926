"""What is asked of the reading process about faces, and what it answers: numbers, never a template."""

from importlib.util import find_spec
from typing import Literal

from msgspec import Struct

from backend.materials.reading.types import Reason, Status


class FaceTask(Struct, frozen=True, tag="faces", kw_only=True):
    """Without frames: find the portrait on a card. With frames: compare them with a portrait cut out before."""

    card: bytes
    frames: tuple[bytes, ...] = ()
    seconds: int = 60


class Face(Struct, frozen=True):
    """One face: its width in pixels, the detector's score, where it looks, and how far it is from others (0 to about 1.4)."""

    width: int
    score: float
    turn: float
    """Nose beside the middle of the eyes, in eye distances; positive when the person turned to their own left."""
    drop: float
    """Nose below the eyes; less when the head is raised."""
    from_portrait: float = 0.0
    from_first: float = 0.0


class FacesSeen(Struct, frozen=True):
    """What was seen: one entry per frame, None where there wasn't exactly one face. `portrait` is a small JPEG."""

    status: Status
    faces: tuple[Face | None, ...] = ()
    portrait: bytes = b""
    seconds: float = 0.0
    reason: Reason | None = None
    says: str = ""
    fault: str = ""


Likeness = Literal["alike", "doubtful", "not_alike"]
ALIKE, DOUBTFUL = 0.45, 0.60
"""Distances measured in docs/benchmarks/identity.md; placeholders until somebody calibrates them on the people they serve."""


def likeness(distance: float) -> Likeness:
    """What a distance means; only `alike` counts without a person looking."""
    if distance <= ALIKE:
        return "alike"
    return "doubtful" if distance <= DOUBTFUL else "not_alike"


def available() -> bool:
    """Are the parts for comparing faces installed (the extra `face`)?"""
    return find_spec("dlib") is not None and find_spec("face_recognition_models") is not None
