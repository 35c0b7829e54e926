"""What is bright is glare only where print is lost in it."""

import cv2
import numpy as np

from backend.materials.reading.photo_quality import measure_quality
from tests.backend.materials.reading.lines import line

TINT, WHITE, INK = (226, 238, 246), (255, 255, 255), (40, 40, 40)


def sheet(*bright: tuple[int, int, int, int]) -> np.ndarray:
    """A tinted paper of 1400 × 900 with print on it, and white rectangles (left, top, right, bottom)."""
    picture = np.full((900, 1400, 3), TINT, np.uint8)
    for left, top, right, bottom in bright:
        cv2.rectangle(picture, (left, top), (right, bottom), WHITE, -1)
    for left, top in AT:
        cv2.putText(picture, "PRINTED LINE 123", (left, top + 32), cv2.FONT_HERSHEY_SIMPLEX, 1.3, INK, 3)
    return picture


AT = ((120, 60), (300, 300), (300, 450), (120, 800))
LINES = [line("PRINTED LINE 123", left, top, width=420) for left, top in AT]


def test_the_white_margin_around_a_tinted_paper_is_no_glare() -> None:
    assert measure_quality(sheet((0, 0, 1400, 180), (0, 720, 1400, 900)), LINES).glare == ()


def test_a_white_spot_beside_print_is_glare() -> None:
    (spot,) = measure_quality(sheet((0, 0, 1400, 180), (0, 720, 1400, 900), (420, 350, 520, 440)), LINES).glare
    assert 0.25 < spot.left < spot.right < 0.4
