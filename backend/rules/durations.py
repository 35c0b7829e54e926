"""Lengths of time, and whether a record runs on a date."""

from datetime import date

from msgspec import Struct

from backend.rules import calendar_periods
from backend.rules.types import Record


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """A length of time: years and months, or days."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The day on which this time from a day is complete."""
        return calendar_periods.add_days(calendar_periods.add_months(day, self.full_months), self.days)

    @property
    def full_months(self) -> int:
        """Years and months together, in months."""
        return self.years * calendar_periods.MONTHS + self.months


def runs(record: Record, on: date) -> bool:
    """A record runs on a date when it has begun and has not ended; both its days count."""
    return (record.since is None or record.since <= on) and (record.until is None or on <= record.until)


def begun(record: Record, on: date) -> bool:
    """A record that runs on a date or ran before it."""
    return record.since is None or record.since <= on
