"""Mirrored pictures, as front cameras keep them: text that reads badly as it is and well when flipped."""

import numpy as np

from backend.materials.reading.ocr import Engine, Pixels, RecognisedPage, cut

_LINES = 3
_GOOD, _BETTER = 0.88, 0.08
"""Mean score from which text is no mirror writing, and by which the flipped text must be better."""


def is_mirrored(engine: Engine, sight: RecognisedPage) -> bool:
    """Check whether the longest lines of a badly read page are recognised better in a mirror."""
    lines = sorted((line for line in sight.lines if len(line.text) > 1), key=lambda line: -len(line.text))[:_LINES]
    as_is = float(np.mean([line.score for line in lines])) if lines else 1.0
    if as_is >= _GOOD:
        return False
    crops = [cut(sight.picture, line.corners) for line in lines]
    flipped = [[np.ascontiguousarray(np.flip(crop, axis)) for crop in crops] for axis in (0, 1)]
    return max(_mean_score(engine, one) for one in flipped) > as_is + _BETTER


def _mean_score(engine: Engine, crops: list[Pixels]) -> float:
    return float(np.mean([score for _, score in engine.read(crops)]))
