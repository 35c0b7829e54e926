"""A line of text as the recogniser gives it. Apart from it, since checking what was read needs none of its libraries."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]


@dataclass(frozen=True)
class TextLine:
    """A line of text with the model's score and its four corners in pixels, clockwise from the top left."""

    text: str
    score: float
    corners: Corners
