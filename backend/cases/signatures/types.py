"""What a signature is made of."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

Way = Literal["drawn", "typed"]
Stroke = tuple[tuple[int, int], ...]
"""Points of one line of the pen on a field of 1000 × 400."""

WIDTH, HEIGHT = 1000, 400
MOST_POINTS = 4000
LEAST_POINTS = 8  # fewer are a slip of the finger


class SignedMark(Struct, frozen=True):
    """The sealed part: the name, and what was drawn."""

    name: str
    strokes: tuple[Stroke, ...] = ()


class SignatureRow(Struct, frozen=True, kw_only=True):
    """A stored signature; `sealed` holds a `SignedMark`."""

    material: UUID
    case_id: UUID
    says: str
    digest: str
    way: Way
    proof: str
    sealed: bytes
    signed_at: datetime


class Signature(Struct, frozen=True, kw_only=True):
    """A signature as its readers see it."""

    says: str
    digest: str
    way: Way
    proof: str
    name: str
    lines: list[str]
    """Each stroke as the points of an SVG polyline."""
    signed_at: datetime
