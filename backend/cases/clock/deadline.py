"""The clock of a case runs here: its deadline, a pure function of its events, its limits and the working-day calendar.

Day 1 is the first working day after the start; the last day ends with the day (Civil Code art. 201-203); working days
follow the State Council's yearly plan with its make-up days. A year without a plan counts Monday to Friday and says so.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from backend.cases.types import Event
from backend.catalogue.types import TimeLimit
from backend.catalogue.vocabulary import Unit
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages

Why = Literal["not_submitted", "decided", "paused", "working_day", "calendar_day"]
WHY = Messages.beside(__file__).words("Why", Why)
"""Why the clock stands, or how it counts."""


class Calendar(Struct, frozen=True):
    """Working-day calendar: days that differ from Monday to Friday, and years whose plan is published."""

    exceptions: Mapping[date, bool]
    published: frozenset[int]

    def works(self, day: date) -> bool:
        """Is this a working day?"""
        return self.exceptions.get(day, day.weekday() < 5)

    def provisional(self, day: date) -> bool:
        """Is the plan of this year not yet published?"""
        return day.year not in self.published


class ClockReading(Struct, frozen=True, kw_only=True):
    """State of the clock on a day; the same for resident and officer."""

    runs: bool
    why: Why
    due_on: date | None
    statutory_on: date | None
    days_left: int | None
    unit: Unit
    provisional: bool
    card: str = ""  # "", "blue", "yellow", "red"


def add_days(calendar: Calendar, start: date, days: int, unit: Unit) -> date:
    """Return the last day of a period of `days` after `start`."""
    day = start
    if unit == "calendar_day":
        day = start + timedelta(days=days)
        while not calendar.works(day):  # Civil Code art. 203: a last day on a holiday moves to the next working day
            day += timedelta(days=1)
        return day
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= calendar.works(day)
    return day


def count_days(calendar: Calendar, start: date, end: date, unit: Unit) -> int:
    """Count the days of this unit after `start`, up to and including `end`; negative when `end` is before `start`."""
    if end < start:
        return -count_days(calendar, end, start, unit)
    if unit == "calendar_day":
        return (end - start).days
    return sum(calendar.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def pauses(events: Iterable[Event], today: date) -> tuple[list[tuple[date, date]], bool]:
    """Periods in which the clock was paused for corrections, and whether it is paused now."""
    spans: list[tuple[date, date]] = []
    since: date | None = None
    for event in sorted(events, key=lambda e: (e.at, e.seq)):
        if event.kind == "correction_asked" and since is None:
            since = local_date(event.at)
        elif event.kind == "corrected" and since is not None:
            spans.append((since, local_date(event.at)))
            since = None
    if since is not None:
        spans.append((since, today))
    return spans, since is not None


def compute_clock(events: Iterable[Event], limit: TimeLimit, calendar: Calendar, today: date) -> ClockReading:
    """Compute the clock of a case on a day."""
    events = tuple(events)
    started = next((local_date(e.at) for e in sorted(events, key=lambda e: e.seq) if e.kind == "submitted"), None)
    over = next((e for e in reversed(events) if e.kind in ENDS), None)
    if started is None:
        return stopped_clock("not_submitted", limit.promised_unit)
    if over is not None and not any(e.seq > over.seq and e.kind == "review_asked" for e in events):
        return stopped_clock("decided", limit.promised_unit)
    spans, paused = pauses(events, today)
    due = due_on(calendar, started, spans, limit.promised, limit.promised_unit)
    law = None if limit.statutory is None else due_on(calendar, started, spans, limit.statutory, limit.statutory_unit)
    return ClockReading(
        runs=not paused,
        why="paused" if paused else limit.promised_unit,
        due_on=due,
        statutory_on=law,
        days_left=count_days(calendar, today, due, limit.promised_unit),
        unit=limit.promised_unit,
        provisional=calendar.provisional(due),
        card=overdue_card(calendar, today, due, law) if not paused else "",
    )


ENDS = frozenset(
    {
        "decided_at_once",
        "approved",
        "refused",
        "not_accepted",
        "withdrawn",
        "review_withdrawn",
        "lapsed",
        "review_lapsed",
    }
)


def due_on(calendar: Calendar, start: date, spans: list[tuple[date, date]], days: int, unit: Unit) -> date:
    """Due date, extended by the paused days."""
    stood = sum(count_days(calendar, a, b, unit) for a, b in spans)
    return add_days(calendar, start, max(days, 1) + stood, unit)


def stopped_clock(why: Why, unit: Unit) -> ClockReading:
    """A clock that has not started or has ended."""
    return ClockReading(
        runs=False, why=why, due_on=None, statutory_on=None, days_left=None, unit=unit, provisional=False
    )


def overdue_card(calendar: Calendar, today: date, due: date, law: date | None) -> str:
    """Blue one working day before the promise ends, yellow past it, red past the law (or two working days past yellow)."""
    red_after = law if law is not None else add_days(calendar, due, 2, "working_day")
    if today > red_after:
        return "red"
    if today > due:
        return "yellow"
    return "blue" if count_days(calendar, today, due, "working_day") <= 1 else ""
