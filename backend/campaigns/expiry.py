"""Until when a message about a day may still go out."""

from datetime import date, datetime, time, timedelta

from backend.kit.clock import SHANGHAI

LATE = timedelta(days=14)
"""After the day, somebody may apply as well."""


def end_of(until: date) -> datetime:
    """The moment after which a message about this day is too late."""
    return datetime.combine(until, time(), SHANGHAI) + LATE
