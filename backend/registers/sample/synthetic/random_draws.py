"""Vectorised random draws: shares, choices by group, numbers and days in ranges."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Mask = NDArray[np.bool_]

EPOCH = 719163  # the ordinal of 1 January 1970


class RandomDraws:
    """Random generator of one seed for a number of people."""

    def __init__(self, seed: int, size: int) -> None:
        self._random = np.random.default_rng(seed)
        self.size = size

    def rolls(self, size: int | None = None) -> Array:
        """Return numbers in [0, 1)."""
        return self._random.random(self.size if size is None else size, dtype=np.float32)

    def share(self, part: ArrayLike) -> Mask:
        """Return True for a share of the people; the share may differ per person."""
        return np.asarray(self.rolls() < part)

    def pick(self, weights: Sequence[float], size: int | None = None) -> Array:
        """Return for each person an index drawn by weights."""
        bounds = np.cumsum(weights, dtype=np.float64)
        drawn = np.searchsorted(bounds / bounds[-1], self.rolls(size), side="right")
        return np.minimum(drawn, len(weights) - 1).astype(np.int16)

    def pick_by(self, group: Array, weights: Sequence[Sequence[float]]) -> Array:
        """Return an index drawn by the weights of each person's group."""
        table = np.cumsum(np.asarray(weights, np.float32), axis=1)
        table /= table[:, -1:]
        rolls, drawn = self.rolls(), np.zeros(self.size, np.uint8)
        for bound in table[:, :-1].T:
            drawn += rolls >= bound[group]
        return drawn

    def between(self, low: ArrayLike, high: ArrayLike) -> Array:
        """Return integers in a closed range; `low` if the range is empty."""
        low, high = np.asarray(low, np.int32), np.asarray(high, np.int32)
        size = np.broadcast(low, high).size if low.ndim or high.ndim else self.size
        return np.asarray(low + (self.rolls(size) * np.maximum(high - low + 1, 1)).astype(np.int32))

    def recent(self, today: int, mean_days: float, longest: ArrayLike) -> Array:
        """Return days before today, denser towards today, at most `longest` days ago."""
        back = self._random.standard_exponential(self.size, dtype=np.float32) * np.float32(mean_days)
        longest = np.maximum(np.asarray(longest, np.int32), 1)
        return (today - np.where(back < longest, back, back % longest)).astype(np.int32)


def line(points: Mapping[str, float], at: Array) -> Array:
    """Interpolate linearly between points."""
    return np.interp(at, [int(place) for place in points], list(points.values())).astype(np.float32)


def calendar(days: Array) -> tuple[Array, Array, Array]:
    """Return year, month and day of ordinals."""
    moment = (days.astype(np.int64) - EPOCH).astype("M8[D]")
    months = moment.astype("M8[M]")
    year = moment.astype("M8[Y]").astype(np.int32) + 1970
    month = months.astype(np.int32) % 12 + 1
    return year, month, (moment - months).astype(np.int32) + 1


def ordinals(year: ArrayLike, month: ArrayLike, day: ArrayLike) -> Array:
    """Return the ordinals of dates."""
    months = (np.asarray(year, np.int64) - 1970) * 12 + np.asarray(month, np.int64) - 1
    first = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
    return np.asarray(first + np.asarray(day, np.int64) - 1 + EPOCH, np.int32)


def birthday(birth: Array, years: ArrayLike) -> Array:
    """Return the day of a birthday (1 March if there is no 29 February)."""
    year, month, day = calendar(birth)
    return ordinals(year + np.asarray(years), month, day)


def years_old(birth: Array, today: int) -> Array:
    """Return ages in completed years."""
    year, month, day = calendar(birth)
    now_year, now_month, now_day = (int(part[0]) for part in calendar(np.array([today])))
    later = (month > now_month) | ((month == now_month) & (day > now_day))
    return np.asarray(now_year - year - later, np.int16)
