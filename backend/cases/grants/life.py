"""State of a grant derived from its events, and the months it is paid for. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from msgspec import Struct

from backend.cases.grants.types import EventKind, GrantState
from backend.rules.calendar_periods import month_start, next_month


class EventLike(Protocol):
    """Fields of an event that the state depends on."""

    @property
    def kind(self) -> EventKind: ...
    @property
    def counts_from(self) -> date: ...


class UnsavedEvent(Struct, frozen=True):
    """An event that is not stored yet."""

    kind: EventKind
    counts_from: date


class Life(Struct, frozen=True):
    """Derived columns of a grant; `ends_on` is the first day after it."""

    state: GrantState
    begins_on: date
    paused_from: date | None = None
    ends_on: date | None = None


def derive(events: Sequence[EventLike]) -> Life:
    """Derive the state from ordered events. Raises ValueError unless the first one is `began`."""
    if not events or events[0].kind != "began":
        raise ValueError("a grant begins first")
    begins, paused, ends = events[0].counts_from, None, None
    for event in events[1:]:
        match event.kind:
            case "paused":
                paused = event.counts_from if paused is None else min(paused, event.counts_from)
            case "resumed":
                paused = None
            case "ended":
                ends = event.counts_from if ends is None else min(ends, event.counts_from)
            case "reopened":
                ends = None
    if ends is not None:
        return Life("ended", begins, None, ends)
    return Life("running" if paused is None else "paused", begins, paused)


def gaps(events: Sequence[EventLike]) -> list[tuple[date, date | None]]:
    """Unpaid periods: from the pause until the day it resumes (None: still paused)."""
    found: list[tuple[date, date | None]] = []
    since: date | None = None
    for event in events:
        if event.kind == "paused":
            since = event.counts_from if since is None else min(since, event.counts_from)
        elif event.kind == "resumed" and since is not None:
            found.append((since, event.counts_from))
            since = None
    return found if since is None else [*found, (since, None)]


def paid_in(events: Sequence[EventLike], month: date) -> bool:
    """Is the month that begins on this day paid? The month in which a grant ends is paid in full."""
    life = derive(events)
    if month < month_start(life.begins_on) or (life.ends_on is not None and month >= life.ends_on):
        return False
    return not any(since <= month and (until is None or month < month_start(until)) for since, until in gaps(events))


def months(events: Sequence[EventLike], until: date) -> Iterator[date]:
    """Paid months from the first to the month of `until`."""
    month = month_start(derive(events).begins_on)
    while month <= until:
        if paid_in(events, month):
            yield month
        month = next_month(month)
