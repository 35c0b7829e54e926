"""Durations, and whether a record is active on a date."""

from datetime import date

from msgspec import Struct

from backend.rules import calendar_periods
from backend.rules.types import Record


class Duration(Struct, frozen=True, forbid_unknown_fields=True):
    """Duration: years and months, or days."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Return the day on which this duration from a day is complete."""
        return calendar_periods.add_days(calendar_periods.add_months(day, self.full_months), self.days)

    @property
    def full_months(self) -> int:
        """Return years and months as months."""
        return self.years * calendar_periods.MONTHS + self.months


def is_active(record: Record, on: date) -> bool:
    """Check whether a record is active on a date; first and last day included."""
    return (record.since is None or record.since <= on) and (record.until is None or on <= record.until)


def has_started(record: Record, on: date) -> bool:
    """Check whether a record has started by a date."""
    return record.since is None or record.since <= on
