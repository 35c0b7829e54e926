"""Months and years are complete on the corresponding day, or on the month's last day where it has none."""

from datetime import date, timedelta

from backend.rules import calendar_periods
from tests.support.each import each


@each(
    ("day", "months", "reached"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
    ],
)
def test_a_period_of_months_ends_on_the_corresponding_day(day, months, reached):
    assert calendar_periods.add_months(day, months) == reached


def test_periods_stop_at_the_ends_of_the_calendar():
    assert calendar_periods.add_months(date(9999, 12, 31), 1) == date.max
    assert calendar_periods.add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert calendar_periods.add_months(date(1, 1, 1), -1) == date.min
    assert calendar_periods.add_months(date(1, 2, 1), -1) == date(1, 1, 1)
    assert calendar_periods.add_days(date(9999, 12, 30), 1) == date.max
    assert calendar_periods.add_days(date(9999, 12, 30), 9) == date.max
    assert calendar_periods.add_days(date(1, 1, 3), -2) == date.min
    assert calendar_periods.add_days(date(1, 1, 3), -9) == date.min


@each(
    ("birth", "on", "years"),
    [
        (date(1956, 3, 1), date(2026, 2, 28), 69),
        (date(1956, 3, 1), date(2026, 3, 1), 70),
        (date(1956, 2, 29), date(2026, 2, 27), 69),
        (date(1956, 2, 29), date(2026, 2, 28), 70),
        (date(1924, 2, 29), date(2024, 2, 28), 99),
        (date(1924, 2, 29), date(2024, 2, 29), 100),
        (date(2026, 11, 10), date(2026, 11, 10), 0),
        (date(2025, 11, 11), date(2026, 11, 10), 0),
        (date(2026, 11, 11), date(2026, 11, 10), None),
    ],
)
def test_a_year_of_life_is_complete_on_the_birthday_itself(birth, on, years):
    assert calendar_periods.completed_years(birth, on) == years


def test_the_latest_and_earliest_start_are_the_edges_of_the_same_count():
    for on in (date(2025, 2, 28), date(2024, 2, 29), date(2026, 3, 1), date(2026, 12, 31), date(2026, 11, 10)):
        for months in (1, 6, 12, 24, 840, 1200):
            latest = calendar_periods.latest_start(on, months)
            assert latest is not None
            assert (
                calendar_periods.add_months(latest, months)
                <= on
                < calendar_periods.add_months(latest + timedelta(1), months)
            )
            earliest = calendar_periods.earliest_start(on, months)
            assert (
                calendar_periods.add_months(earliest - timedelta(1), months)
                < on
                <= calendar_periods.add_months(earliest, months)
            )


def test_a_start_before_the_calendar_does_not_exist():
    assert calendar_periods.latest_start(date(2, 12, 31), 24) is None
    assert calendar_periods.latest_start(date(3, 1, 1), 24) == date(1, 1, 1)
    assert calendar_periods.earliest_start(date(2, 5, 5), 24) == date.min
    assert calendar_periods.earliest_start(date.min, 5) == date.min


@each(
    ("day", "on", "full"),
    [
        (date(2024, 11, 10), date(2026, 11, 10), date(2026, 11, 10)),
        (date(2024, 11, 10), date(2026, 11, 11), date(2027, 11, 10)),
        (date(2026, 11, 10), date(2026, 11, 10), date(2027, 11, 10)),
        (date(2027, 1, 5), date(2026, 11, 10), date(2028, 1, 5)),
        (date(2024, 2, 29), date(2026, 2, 28), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2026, 3, 1), date(2027, 2, 28)),
        (date(2024, 2, 29), date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_next_full_year_is_never_the_day_itself(day, on, full):
    assert calendar_periods.next_anniversary(day, on) == full


def test_the_edges_of_a_month():
    assert calendar_periods.month_start(date(2024, 2, 29)) == date(2024, 2, 1)
    assert calendar_periods.month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    assert calendar_periods.month_end(date(2026, 12, 5)) == date(2026, 12, 31)
    assert calendar_periods.next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert calendar_periods.next_month(date(2026, 1, 31)) == date(2026, 2, 1)
