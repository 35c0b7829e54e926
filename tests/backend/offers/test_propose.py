"""When somebody is asked: within the months before the day, whatever the length of months, and never on the day or after it."""

from datetime import UTC, date, datetime, timedelta

from backend.catalogue.types import OfferTerms
from backend.offers.propose import born, is_due
from backend.rules.calendar_periods import add_months
from tests.support.each import each

TERMS = OfferTerms(text="senior_allowance", age=70, months_before=2)


@each(
    ("today", "due"),
    [
        (date(2026, 11, 19), False), (date(2026, 11, 20), True), (date(2027, 1, 19), True), (date(2027, 1, 20), False), (date(2027, 1, 21), False),
    ],
)  # fmt: skip
def test_the_months_before_the_day(today: date, due: bool) -> None:
    assert is_due(TERMS, date(2027, 1, 20), today) is due


def test_whoever_is_due_is_found_by_the_birth_dates_of_that_day() -> None:
    birth = date(1956, 12, 1)
    for days in range(500):
        one = birth + timedelta(days=days)
        on = add_months(one, 70 * 12)
        for before in (1, 28, 31, 58, 59, 60, 61, 62):
            today = on - timedelta(days=before)
            span = born(TERMS, datetime(today.year, today.month, today.day, 4, tzinfo=UTC))
            found = span["born_from"] <= one.isoformat() <= span["born_to"]
            assert found or not is_due(TERMS, on, today), (one, today)
