"""What the pages of guidance send."""

from typing import Annotated, Literal
from uuid import UUID

from litestar.params import FromQuery
from msgspec import Meta, Struct

from backend.guidance.types import Rating, Way
from pwa.views.guidance import Key

Path = Annotated[str, Meta(max_length=200)]
At = FromQuery[Path]


class GuidanceForm(Struct, forbid_unknown_fields=True):
    """Which way, and where she is."""

    way: Way
    at: Path = ""
    mandate: UUID | None = None


class OpeningForm(Struct, forbid_unknown_fields=True):
    """One question whose answer she lets the guide read, or no longer."""

    field: Key
    open: Literal["yes", "no"]


class RatingForm(Struct, forbid_unknown_fields=True):
    """How it was."""

    rating: Rating


class FilledBody(Struct, forbid_unknown_fields=True):
    """Which questions hold something on her screen; their keys, never what."""

    keys: Annotated[tuple[Key, ...], Meta(max_length=100)]
