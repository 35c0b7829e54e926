"""Parameters of a synthetic face, drawn from a seed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]
Colour = tuple[float, float, float]
Sex = Literal["male", "female"]


@dataclass(frozen=True)
class Look:
    """Parameters of a drawn face; lengths in half widths of the head."""

    skin: Colour
    hair: Colour
    lips: Colour
    wide: float
    long: float
    jaw: float
    eyes_apart: float
    eyes: float
    brows: float
    brow_height: float
    nose_wide: float
    nose_long: float
    mouth_wide: float
    mouth_full: float
    hairline: float
    beard: float
    wrinkles: float
    glasses: bool
    long_hair: bool


def look(seed: int, sex: Sex, age: int) -> Look:
    """Return the face parameters of a seed."""
    chance = np.random.default_rng(seed)

    def some(low: float, high: float) -> float:
        return float(chance.uniform(low, high))

    tone, wide, old = some(0, 0.75), some(0.78, 1.16), float(np.clip((age - 35) / 45, 0, 1))
    pale, dark = np.array((247, 216, 190)), np.array((165, 118, 86))
    black, grey = np.array((34, 29, 28)), np.array((204, 203, 206))
    greyness = float(np.clip((age - 45) / 30, 0, 1))
    female = sex == "female"
    return Look(
        skin=_rgb(pale * (1 - tone) + dark * tone), hair=_rgb(black * (1 - greyness) + grey * greyness),
        lips=(190 - 50 * tone, 98 - 25 * tone, 95 - 25 * tone), wide=wide, long=some(0.88, 1.12), jaw=some(0.7, 1.3),
        eyes_apart=some(0.34, 0.54) * wide, eyes=some(0.7, 1.35), brows=some(0.4, 1.4 if female else 2.3),
        brow_height=some(-0.42, -0.26), nose_wide=some(0.6, 1.7), nose_long=some(0.75, 1.35),
        mouth_wide=some(0.65, 1.5), mouth_full=some(0.5, 2.0), hairline=some(-1.1, -0.55),
        beard=0.0 if female else float(chance.choice([0, 0, 0, 0.45])), wrinkles=old,
        glasses=bool(chance.random() < 0.25), long_hair=female and bool(chance.random() < 0.7),
    )  # fmt: skip


def _rgb(colour: Grid) -> Colour:
    return float(colour[0]), float(colour[1]), float(colour[2])
