"""How months and years are counted (Civil Code, Articles 200 to 202); every age and period comes from here."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = 12


def add_months(day: date, months: int) -> date:
    """The day on which so many months from a day are complete.

    Article 202: the corresponding day of the month reached, or that month's last day where it has none. So a year from
    29 February ends on 28 February of a common year. Days outside the calendar stop at its ends.
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """So many days later, not beyond the ends of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def completed_years(birth: date, on: date) -> int | None:
    """The full years of life on a date; the birthday itself counts. Not known for a birth date in the future."""
    if birth > on:
        return None
    years = on.year - birth.year
    return years if add_months(birth, years * MONTHS) <= on else years - 1


def latest_start(on: date, months: int) -> date | None:
    """The latest day from which so many months are complete on a date; none when that lies before the calendar."""
    if on.year * MONTHS + on.month - 1 - months < date.min.year * MONTHS:
        return None
    start = add_months(on, -months)
    while start < date.max and add_months(start + DAY, months) <= on:
        start += DAY
    return start


def earliest_start(on: date, months: int) -> date:
    """The earliest day from which so many months are not over before a date."""
    before = latest_start(on - DAY, months) if on > date.min else None
    return date.min if before is None else add_days(before, 1)


def next_anniversary(day: date, on: date) -> date:
    """The first full year from a day that falls on a date or after it; never the day itself."""
    years = max(1, on.year - day.year)
    reached = add_months(day, years * MONTHS)
    return reached if reached >= on else add_months(day, (years + 1) * MONTHS)


def month_start(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month(day: date) -> date:
    """The first day of the month after a day's month."""
    return add_months(month_start(day), 1)
