"""Values for which a comparison is true on a date, as closed ranges of integers (dates as ordinals)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

from backend.rules import calendar_periods
from backend.rules import comparators as c

Cuts = tuple[tuple[int, int], ...]
FAR = 2**62
LAST_DAY = date.max.toordinal()


def number_ranges(compare: c.Compare) -> Cuts:
    """Return the numbers for which a comparison is true, as sorted closed ranges."""
    match compare:
        case c.AtLeast(number):
            return ((number, FAR),)
        case c.AtMost(number):
            return ((-FAR, number),)
        case c.MoreThan(number):
            return ((number + 1, FAR),)
        case c.LessThan(number):
            return ((-FAR, number - 1),)
        case c.Is(value):
            return ((int(value), int(value)),)
        case c.OneOf(values):
            return tuple((int(value), int(value)) for value in sorted(values))
    return ((-FAR, FAR),)


def birth_date_ranges(compare: c.Compare, on: date) -> Cuts:
    """Return the birth dates for which a comparison of age is true; none in the future, where age is unknown."""
    ranges = (_births(low, high, on) for low, high in reversed(number_ranges(compare)))
    return tuple(one for one in ranges if one[0] <= one[1])


def _births(youngest: int, oldest: int, on: date) -> tuple[int, int]:
    latest = _latest(on, max(youngest, 0))
    earliest = -FAR if oldest >= FAR else _latest(on, max(oldest + 1, 0)) + 1
    return earliest, latest


def _latest(on: date, years: int) -> int:
    start = calendar_periods.latest_start(on, min(years, on.year) * calendar_periods.MONTHS)
    return 0 if start is None else start.toordinal()


def date_ranges(compare: c.Compare, on: date, first_year: int, last_year: int) -> Cuts:
    """Return the dates for which a comparison is true; recurring ones only for the years given."""
    rule = _DATES.get(type(compare))
    if rule is not None:
        low, high = rule(compare, on)
        return ((low, high),) if low <= high else ()
    if isinstance(compare, c.InMonth):
        return tuple(_months(compare, first_year, last_year))
    if isinstance(compare, c.BeforeAnniversary):
        return tuple(_anniversaries(compare, on, first_year, last_year))
    return ((-FAR, FAR),)


def _at_least_ago(compare: c.AtLeastAgo, on: date) -> tuple[int, int]:
    start = calendar_periods.latest_start(calendar_periods.add_days(on, -compare.span.days), compare.span.full_months)
    return -FAR, 0 if start is None else start.toordinal()


def _within_last(compare: c.WithinLast, on: date) -> tuple[int, int]:
    start = calendar_periods.earliest_start(calendar_periods.add_days(on, -compare.span.days), compare.span.full_months)
    return start.toordinal(), on.toordinal()


_DATES: dict[type, Callable[[Any, date], tuple[int, int]]] = {
    c.Before: lambda compare, on: (-FAR, compare.day.toordinal() - 1),
    c.Since: lambda compare, on: (compare.day.toordinal(), FAR),
    c.NotPassed: lambda compare, on: (on.toordinal(), FAR),
    c.Reached: lambda compare, on: (-FAR, on.toordinal()),
    c.AtLeastAgo: _at_least_ago,
    c.WithinLast: _within_last,
    c.WithinNext: lambda compare, on: (on.toordinal(), compare.span.after(on).toordinal()),
}


def _months(compare: c.InMonth, first_year: int, last_year: int) -> Iterator[tuple[int, int]]:
    for year in range(first_year, last_year + 1):
        for month in sorted(set(compare.months)):
            start = date(year, month, 1)
            yield start.toordinal(), calendar_periods.month_end(start).toordinal()


def _anniversaries(compare: c.BeforeAnniversary, on: date, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Return the dates with an anniversary between `on` and `on` + days."""
    until = calendar_periods.add_days(on, compare.days)
    for years in range(max(1, until.year - first), 0, -1):
        early = calendar_periods.earliest_start(on, years * calendar_periods.MONTHS)
        late = cast(date, calendar_periods.latest_start(until, years * calendar_periods.MONTHS))
        if early <= late and first - 1 <= early.year <= last:
            yield early.toordinal(), late.toordinal()
