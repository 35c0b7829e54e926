"""Calendar arithmetic of periods (Civil Code, Articles 200 to 202); all ages and time limits use it."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = 12
SHORTEST = 28  # days of the shortest month


def add_months(day: date, months: int) -> date:
    """Return the day on which a period of months from a day is complete.

    Article 202: the corresponding day of the month reached, or that month's last day where it has none. So a year from
    29 February ends on 28 February of a common year. Days outside the calendar stop at its ends.
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, day.day if day.day <= SHORTEST else min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """Add days, clamped to the ends of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def completed_years(birth: date, on: date) -> int | None:
    """Return the age in completed years on a date, the birthday included; None for a future birth date."""
    if birth > on:
        return None
    years = on.year - birth.year
    return years if add_months(birth, years * MONTHS) <= on else years - 1


def latest_start(on: date, months: int) -> date | None:
    """Return the latest day from which `months` are complete on a date; None before the calendar begins."""
    if on.year * MONTHS + on.month - 1 - months < date.min.year * MONTHS:
        return None
    start = add_months(on, -months)
    while start < date.max and add_months(start + DAY, months) <= on:
        start += DAY
    return start


def earliest_start(on: date, months: int) -> date:
    """Return the earliest day from which `months` are not over before a date."""
    before = latest_start(on - DAY, months) if on > date.min else None
    return date.min if before is None else add_days(before, 1)


def next_anniversary(day: date, on: date) -> date:
    """Return the first anniversary of a day on or after a date; never the day itself."""
    years = max(1, on.year - day.year)
    reached = add_months(day, years * MONTHS)
    return reached if reached >= on else add_months(day, (years + 1) * MONTHS)


def month_start(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Return the last day of a month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month(day: date) -> date:
    """Return the first day of the next month."""
    return add_months(month_start(day), 1)
