"""Obligations after an approval, with dates: recurring checks, and consequences of events."""

from collections.abc import Iterator
from datetime import date

from backend.rules import calendar_periods
from backend.rules.decision import DueObligation
from backend.rules.rule import Effect, Event, Obligation, Rule

WINDOWS = 2


def obligations_after(rule: Rule, on: date) -> tuple[DueObligation, ...]:
    """Return the obligations of a rule after an approval; recurring ones with their next two periods."""
    return tuple(due for obligation in rule.obligation for due in _due(obligation, on))


def after_event(rule: Rule, event: Event, day: date) -> tuple[DueObligation, ...]:
    """Return what an event triggers: deadline, and the day from which payment stops, resumes or starts."""
    return tuple(_dated(obligation, day) for obligation in rule.obligation if obligation.after == event)


def effect_from(effect: Effect, day: date) -> date:
    """Return the day from which an effect counts."""
    match effect:
        case "stops_next_month" | "starts_next_month":
            return calendar_periods.next_month(day)
        case "resumes_this_month" | "resumes_with_arrears":
            return calendar_periods.month_start(day)
        case "stops_at_once":
            return day


def windows(months: tuple[int, ...], after: date) -> Iterator[tuple[date, date]]:
    """Yield the yearly periods that begin after a day, as first and last day; infinite."""
    start = calendar_periods.next_month(after)
    while start < date.max.replace(day=1):
        if start.month in months:
            yield start, calendar_periods.month_end(start)
        start = calendar_periods.next_month(start)


def _due(obligation: Obligation, on: date) -> Iterator[DueObligation]:
    if obligation.after == "approval":
        yield _dated(obligation, on)
        return
    if not obligation.months:
        yield _named(obligation)
        return
    for (opens, closes), _ in zip(windows(obligation.months, on), range(WINDOWS), strict=False):
        missed = None if obligation.effect is None else effect_from(obligation.effect, closes)
        yield DueObligation(
            obligation.key, obligation.who, obligation.says, opens, closes, None, obligation.effect, missed
        )


def _named(obligation: Obligation) -> DueObligation:
    return DueObligation(
        obligation.key, obligation.who, obligation.says, after=obligation.after, effect=obligation.effect
    )


def _dated(obligation: Obligation, day: date) -> DueObligation:
    closes: date | None = None
    if obligation.within_days is not None:
        closes = calendar_periods.add_days(day, obligation.within_days)
    elif obligation.within_months is not None:
        closes = calendar_periods.add_months(day, obligation.within_months)
    effect = None if obligation.effect is None else effect_from(obligation.effect, day)
    return DueObligation(
        obligation.key, obligation.who, obligation.says, day, closes, obligation.after, obligation.effect, effect
    )
