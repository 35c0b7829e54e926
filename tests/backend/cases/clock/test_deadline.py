"""The clock reads the same for everybody: working days, make-up days, pauses, years without a plan."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from chinese_calendar import constants, is_workday
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.clock.deadline import Calendar, ClockReading, add_days, compute_clock, count_days, overdue_card
from backend.cases.types import Event
from backend.catalogue.types import TimeLimit
from backend.catalogue.vocabulary import Unit
from tests.support.each import each

EXCEPTIONS = {**dict.fromkeys(constants.holidays, False), **dict.fromkeys(constants.workdays, True)}
CALENDAR = Calendar(EXCEPTIONS, frozenset({d.year for d in EXCEPTIONS}))


def event(kind: str, on: date, seq: int) -> Event:
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    return Event(id=uuid4(), case_id=uuid4(), seq=seq, kind=kind, at=at)  # type: ignore[arg-type]


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


@each(
    ("start", "end", "unit", "days"),
    [
        (date(2026, 9, 30), date(2026, 10, 8), "calendar_day", 8), (date(2026, 9, 30), date(2026, 10, 8), "working_day", 1),
        (date(2026, 10, 8), date(2026, 9, 30), "calendar_day", -8), (date(2026, 10, 8), date(2026, 9, 30), "working_day", -1),
    ],
)  # fmt: skip
def test_days_are_counted_in_their_unit_and_below_zero_when_the_end_has_passed(
    start: date, end: date, unit: Unit, days: int
) -> None:
    assert count_days(CALENDAR, start, end, unit) == days


LIMIT = TimeLimit(promised=5, statutory=20)
IN_DAYS = TimeLimit(promised=10, promised_unit="calendar_day", statutory=40, statutory_unit="calendar_day")
MONDAY = date(2026, 11, 2)


def test_a_running_clock_says_all_that_it_knows() -> None:
    handed_in = [event("submitted", MONDAY, 1)]
    assert compute_clock(handed_in, LIMIT, CALENDAR, date(2026, 11, 6)) == ClockReading(
        runs=True, why="working_day", due_on=date(2026, 11, 9), statutory_on=date(2026, 11, 30), days_left=1,
        unit="working_day", provisional=False, card="blue",
    )  # fmt: skip
    assert compute_clock(handed_in, IN_DAYS, CALENDAR, date(2026, 11, 6)) == ClockReading(
        runs=True, why="calendar_day", due_on=date(2026, 11, 12), statutory_on=date(2026, 12, 14), days_left=6,
        unit="calendar_day", provisional=False, card="",
    )  # fmt: skip


def test_a_standing_clock_keeps_its_days_and_shows_no_card() -> None:
    events = [event("submitted", MONDAY, 1), event("correction_asked", date(2026, 11, 5), 2)]
    assert compute_clock(events, IN_DAYS, CALENDAR, date(2026, 12, 15)) == ClockReading(
        runs=False, why="paused", due_on=date(2026, 12, 22), statutory_on=date(2027, 1, 21), days_left=7,
        unit="calendar_day", provisional=False, card="",
    )  # fmt: skip
    on_the_last_day = [events[0], event("correction_asked", date(2026, 11, 9), 2)]
    assert compute_clock(on_the_last_day, LIMIT, CALENDAR, date(2026, 11, 9)).card == ""


@each("limit", [LIMIT, IN_DAYS])
def test_a_stopped_clock_says_why_and_counts_nothing(limit: TimeLimit) -> None:
    done = [event("submitted", MONDAY, 1), event("refused", date(2026, 11, 4), 2)]
    for events, why in (([], "not_submitted"), (done, "decided")):
        assert compute_clock(events, limit, CALENDAR, date(2026, 11, 5)) == ClockReading(
            runs=False, why=why, due_on=None, statutory_on=None, days_left=None, unit=limit.promised_unit, provisional=False,
        )  # fmt: skip


def test_a_law_decides_when_the_card_is_red() -> None:
    handed_in, late = [event("submitted", MONDAY, 1)], date(2026, 11, 16)
    assert compute_clock(handed_in, LIMIT, CALENDAR, late).card == "yellow"
    without = TimeLimit(promised=5, statutory=None)
    assert (
        compute_clock(handed_in, without, CALENDAR, late).card,
        compute_clock(handed_in, without, CALENDAR, late).statutory_on,
    ) == ("red", None)


def test_a_promise_of_no_days_or_one_ends_on_the_next_working_day() -> None:
    for promised in (0, 1):
        assert compute_clock(
            [event("submitted", MONDAY, 1)], TimeLimit(promised=promised), CALENDAR, MONDAY
        ).due_on == date(2026, 11, 3)


def test_a_correction_that_nobody_asked_for_stops_nothing() -> None:
    handed_in = [event("submitted", MONDAY, 1)]
    unasked = [*handed_in, event("corrected", date(2026, 11, 5), 2)]
    assert compute_clock(unasked, LIMIT, CALENDAR, MONDAY) == compute_clock(handed_in, LIMIT, CALENDAR, MONDAY)


def test_it_stands_still_while_the_applicant_corrects_and_then_moves_on() -> None:
    handed_in = [event("submitted", MONDAY, 1)]
    before = compute_clock(handed_in, LIMIT, CALENDAR, MONDAY)
    assert (before.runs, before.due_on, before.days_left) == (True, date(2026, 11, 9), 5)
    asked = [*handed_in, event("correction_asked", date(2026, 11, 4), 2)]
    paused = compute_clock(asked, LIMIT, CALENDAR, date(2026, 11, 10))
    assert not paused.runs
    assert paused.days_left is not None
    assert paused.days_left >= 3  # the two days before the question are used, the rest is kept
    corrected = [*asked, event("corrected", date(2026, 11, 11), 3)]
    after = compute_clock(corrected, LIMIT, CALENDAR, date(2026, 11, 11))
    assert after.runs
    assert after.due_on == date(2026, 11, 16)


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_pause_never_shortens(first: int, second: int) -> None:
    asked, corrected = MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + second)
    events = [event("submitted", MONDAY, 1), event("correction_asked", asked, 2), event("corrected", corrected, 3)]
    without = compute_clock(events[:1], LIMIT, CALENDAR, corrected).due_on
    due = compute_clock(events, LIMIT, CALENDAR, corrected).due_on
    assert due is not None
    assert without is not None
    assert due >= without


def test_the_order_in_which_events_are_read_does_not_matter() -> None:
    events = [event("submitted", MONDAY, 1), event("correction_asked", MONDAY, 2), event("corrected", MONDAY, 3)]
    assert compute_clock(events, LIMIT, CALENDAR, MONDAY) == compute_clock(events[::-1], LIMIT, CALENDAR, MONDAY)


def test_it_stops_with_the_decision_and_runs_again_for_a_review() -> None:
    events = [event("submitted", MONDAY, 1), event("refused", date(2026, 11, 4), 2)]
    assert not compute_clock(events, LIMIT, CALENDAR, date(2026, 11, 5)).runs
    noted = event("claimed", date(2026, 11, 4), 3)
    assert not compute_clock(
        [*events, noted], LIMIT, CALENDAR, date(2026, 11, 5)
    ).runs  # only a request for review starts it again
    assert compute_clock(
        [*events, event("review_asked", date(2026, 11, 5), 3)], LIMIT, CALENDAR, date(2026, 11, 5)
    ).runs


def test_a_year_without_a_plan_is_provisional() -> None:
    assert compute_clock([event("submitted", date(2026, 12, 30), 1)], LIMIT, CALENDAR, date(2026, 12, 30)).provisional
    assert not compute_clock([event("submitted", MONDAY, 1)], LIMIT, CALENDAR, MONDAY).provisional


@each(
    ("today", "colour"),
    [
        (date(2026, 11, 5), ""), (date(2026, 11, 6), "blue"), (date(2026, 11, 9), "blue"), (date(2026, 11, 10), "yellow"),
        (date(2026, 11, 30), "yellow"), (date(2026, 12, 1), "red"),
    ],
)  # fmt: skip
def test_cards(today: date, colour: str) -> None:
    assert overdue_card(CALENDAR, today, date(2026, 11, 9), date(2026, 11, 30)) == colour


def test_a_card_counts_working_days_over_a_holiday() -> None:
    before, after = date(2026, 9, 30), date(2026, 10, 8)  # a week of National Day between them
    assert overdue_card(CALENDAR, before, after, None) == "blue"
    assert overdue_card(CALENDAR, date(2026, 10, 9), date(2026, 9, 30), None) == "yellow"
    assert overdue_card(CALENDAR, date(2026, 10, 10), date(2026, 9, 30), None) == "red"


def test_a_red_card_without_a_law_comes_two_working_days_after_yellow() -> None:
    assert overdue_card(CALENDAR, date(2026, 11, 11), date(2026, 11, 9), None) == "yellow"
    assert overdue_card(CALENDAR, date(2026, 11, 12), date(2026, 11, 9), None) == "red"
