"""Recognised text line; a module of its own, so that checks don't import the OCR libraries."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]


@dataclass(frozen=True)
class TextLine:
    """Text with score and four corners in pixels, clockwise from the top left."""

    text: str
    score: float
    corners: Corners
