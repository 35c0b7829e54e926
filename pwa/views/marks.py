"""Places of findings on the picture of a paper."""

from collections.abc import Sequence

from msgspec import Struct

from backend.materials.reading.types import Finding


class PictureMark(Struct, frozen=True):
    """A numbered frame on the first page, in shares of its width and height (0 to 1)."""

    number: int
    tone: str
    left: float
    top: float
    right: float
    bottom: float


def picture_marks(findings: Sequence[Finding]) -> list[PictureMark]:
    """Frame what isn't fine on the first page; numbered as the findings are listed."""
    return [
        PictureMark(number, f.outcome, f.region.left, f.region.top, f.region.right, f.region.bottom)
        for number, f in enumerate(findings, 1)
        if f.region is not None and f.region.page == 0 and f.outcome != "passed"
    ]
