"""Difference of two proportions with its 95 % interval: Newcombe's hybrid score interval (1998, method 10, from Wilson's intervals). Pure."""

from math import sqrt

from msgspec import Struct

from backend.materials.check_accuracy import wilson_interval

Z = 1.959964
"""The normal quantile of 95 %, two-sided."""


class Lift(Struct, frozen=True):
    """Difference of two shares in percentage points, with the interval it lies in."""

    points: float
    low: float
    high: float


def lift(told_hits: int, told: int, held_hits: int, holdout: int) -> Lift:
    """How much larger the share of those who were told is; both groups have somebody."""
    one, other = told_hits / told, held_hits / holdout
    (low_one, high_one), (low_other, high_other) = (
        wilson_interval(told_hits, told, Z),
        wilson_interval(held_hits, holdout, Z),
    )
    low = one - other - sqrt((one - low_one) ** 2 + (high_other - other) ** 2)
    high = one - other + sqrt((high_one - one) ** 2 + (other - low_other) ** 2)
    return Lift(*(round(value * 100, 1) for value in (one - other, low, high)))
