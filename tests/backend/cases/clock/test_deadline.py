"""The clock reads the same for everybody: working days, make-up days, pauses, years without a plan."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from chinese_calendar import constants, is_workday
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.clock.deadline import Calendar, add_days, count_days, overdue_card, read_clock
from backend.cases.types import Event
from backend.catalogue.types import Limit
from tests.support.each import each

EXCEPTIONS = {**dict.fromkeys(constants.holidays, False), **dict.fromkeys(constants.workdays, True)}
CALENDAR = Calendar(EXCEPTIONS, frozenset({d.year for d in EXCEPTIONS}))


def event(kind: str, on: date, seq: int) -> Event:
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    return Event(id=uuid4(), case_id=uuid4(), seq=seq, kind=kind, author="x", role="resident", at=at)  # type: ignore[arg-type]


@given(st.dates(date(2018, 1, 1), date(2026, 12, 31)))
def test_working_days_are_those_of_the_yearly_plan(day: date) -> None:
    assert CALENDAR.works(day) == is_workday(day)


@each(
    ("start", "days", "last"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over National Day
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # Saturday the 10th is made up
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # the make-up Saturday before the Spring Festival
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # no plan yet: Monday to Friday
    ],
)
def test_the_last_day_of_a_period_in_working_days(start: date, days: int, last: date) -> None:
    assert add_days(CALENDAR, start, days, "working_day") == last


def test_calendar_days_end_on_a_working_day() -> None:
    assert add_days(CALENDAR, date(2026, 9, 1), 30, "calendar_day") == date(2026, 10, 8)  # Civil Code art. 203


@given(st.dates(date(2019, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_counting_and_adding_agree(start: date, days: int) -> None:
    assert count_days(CALENDAR, start, add_days(CALENDAR, start, days, "working_day"), "working_day") == days


LIMIT = Limit(promised=5, statutory=20)
MONDAY = date(2026, 11, 2)


def test_it_stands_still_while_the_applicant_corrects_and_then_moves_on() -> None:
    handed_in = [event("submitted", MONDAY, 1)]
    before = read_clock(handed_in, LIMIT, CALENDAR, MONDAY)
    assert (before.runs, before.due_on, before.days_left) == (True, date(2026, 11, 9), 5)
    asked = [*handed_in, event("correction_asked", date(2026, 11, 4), 2)]
    paused = read_clock(asked, LIMIT, CALENDAR, date(2026, 11, 10))
    assert not paused.runs
    assert paused.days_left is not None
    assert paused.days_left >= 3  # the two days before the question are used, the rest is kept
    corrected = [*asked, event("corrected", date(2026, 11, 11), 3)]
    after = read_clock(corrected, LIMIT, CALENDAR, date(2026, 11, 11))
    assert after.runs
    assert after.due_on == date(2026, 11, 16)


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_pause_never_shortens(first: int, second: int) -> None:
    asked, corrected = MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + second)
    events = [event("submitted", MONDAY, 1), event("correction_asked", asked, 2), event("corrected", corrected, 3)]
    without = read_clock(events[:1], LIMIT, CALENDAR, corrected).due_on
    due = read_clock(events, LIMIT, CALENDAR, corrected).due_on
    assert due is not None
    assert without is not None
    assert due >= without


def test_the_order_in_which_events_are_read_does_not_matter() -> None:
    events = [event("submitted", MONDAY, 1), event("correction_asked", MONDAY, 2), event("corrected", MONDAY, 3)]
    assert read_clock(events, LIMIT, CALENDAR, MONDAY) == read_clock(events[::-1], LIMIT, CALENDAR, MONDAY)


def test_it_stops_with_the_decision_and_runs_again_for_a_review() -> None:
    events = [event("submitted", MONDAY, 1), event("refused", date(2026, 11, 4), 2)]
    assert not read_clock(events, LIMIT, CALENDAR, date(2026, 11, 5)).runs
    assert read_clock([*events, event("review_asked", date(2026, 11, 5), 3)], LIMIT, CALENDAR, date(2026, 11, 5)).runs


def test_a_year_without_a_plan_is_provisional() -> None:
    assert read_clock([event("submitted", date(2026, 12, 30), 1)], LIMIT, CALENDAR, date(2026, 12, 30)).provisional
    assert not read_clock([event("submitted", MONDAY, 1)], LIMIT, CALENDAR, MONDAY).provisional


@each(
    ("today", "colour"),
    [
        (date(2026, 11, 5), ""), (date(2026, 11, 6), "blue"), (date(2026, 11, 9), "blue"), (date(2026, 11, 10), "yellow"),
        (date(2026, 11, 30), "yellow"), (date(2026, 12, 1), "red"),
    ],
)  # fmt: skip
def test_cards(today: date, colour: str) -> None:
    assert overdue_card(CALENDAR, today, date(2026, 11, 9), date(2026, 11, 30)) == colour


def test_a_red_card_without_a_law_comes_two_working_days_after_yellow() -> None:
    assert overdue_card(CALENDAR, date(2026, 11, 11), date(2026, 11, 9), None) == "yellow"
    assert overdue_card(CALENDAR, date(2026, 11, 12), date(2026, 11, 9), None) == "red"
