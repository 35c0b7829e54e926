"""The life of a grant: state, paid months and amounts, at the borders of months and on 29 February."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.grants import amounts
from backend.cases.grants.life import Life, UnsavedEvent, derive, months, paid_in
from backend.cases.grants.plan import plan
from backend.catalogue.load import RULES
from backend.registers.attributes import attributes
from backend.rules.calendar_periods import completed_years, month_end, month_start, next_month
from backend.rules.facts import fact_of
from backend.rules.parse_rules import read_rule_file

NOV, DEC, JAN, FEB, MAR = (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1))
BEGAN = UnsavedEvent("began", NOV)
LIVES: list[tuple[str, list[UnsavedEvent], Life, list[date]]] = [
    ("begins", [BEGAN], Life("running", NOV), [NOV, DEC, JAN, FEB, MAR]),
    ("pauses", [BEGAN, UnsavedEvent("paused", JAN)], Life("paused", NOV, JAN), [NOV, DEC]),
    ("resumes in the month of the check", [BEGAN, UnsavedEvent("paused", DEC), UnsavedEvent("resumed", FEB)], Life("running", NOV), [NOV, FEB, MAR]),
    ("resumes at once", [BEGAN, UnsavedEvent("paused", DEC), UnsavedEvent("resumed", DEC)], Life("running", NOV), [NOV, DEC, JAN, FEB, MAR]),
    ("the earlier pause counts", [BEGAN, UnsavedEvent("paused", FEB), UnsavedEvent("paused", JAN)], Life("paused", NOV, JAN), [NOV, DEC]),
    ("ends after a month", [BEGAN, UnsavedEvent("ended", JAN)], Life("ended", NOV, None, JAN), [NOV, DEC]),
    ("ends within a month", [BEGAN, UnsavedEvent("ended", date(2027, 1, 5))], Life("ended", NOV, None, date(2027, 1, 5)), [NOV, DEC, JAN]),
    ("the earlier end counts", [BEGAN, UnsavedEvent("ended", FEB), UnsavedEvent("ended", JAN)], Life("ended", NOV, None, JAN), [NOV, DEC]),
    ("ends while paused", [BEGAN, UnsavedEvent("paused", DEC), UnsavedEvent("ended", FEB)], Life("ended", NOV, None, FEB), [NOV]),
    ("reopens", [BEGAN, UnsavedEvent("ended", DEC), UnsavedEvent("reopened", DEC)], Life("running", NOV), [NOV, DEC, JAN, FEB, MAR]),
    ("a band changes nothing of that", [BEGAN, UnsavedEvent("band_changed", DEC)], Life("running", NOV), [NOV, DEC, JAN, FEB, MAR]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "events", "life", "paid"), LIVES, ids=[one[0] for one in LIVES])
def test_the_state_and_the_paid_months_follow_from_the_events(
    name: str, events: list[UnsavedEvent], life: Life, paid: list[date]
) -> None:
    assert derive(events) == life
    assert list(months(events, MAR)) == paid


def test_nothing_runs_that_did_not_begin() -> None:
    with pytest.raises(ValueError, match="begins first"):
        derive([UnsavedEvent("paused", DEC)])


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
KINDS = st.sampled_from(["paused", "resumed", "ended", "reopened", "band_changed"])


@given(st.lists(st.tuples(KINDS, DAYS.map(month_start)), max_size=8), DAYS.map(month_start))
def test_whatever_happens_no_month_is_paid_before_the_beginning_or_from_the_end_on(
    happened: list[tuple[str, date]], month: date
) -> None:
    events = [BEGAN, *(UnsavedEvent(kind, day) for kind, day in happened)]  # type: ignore[arg-type]
    life = derive(events)
    if paid_in(events, month):
        assert month >= NOV
        assert life.ends_on is None or month < life.ends_on
        assert life.paused_from is None or month < life.paused_from
    assert len(set(months(events, DEC))) == len(list(months(events, DEC)))


ALLOWANCE = read_rule_file(RULES / "FT0205001.toml", attributes()).rules


def of_birth(birth: date) -> amounts.Facts:
    attribute = attributes()["birth_date"]
    return amounts.lasting({"birth_date": fact_of(attribute, birth, "population", NOV, NOV)}, attributes())


@pytest.mark.parametrize(
    ("birth", "month", "yuan"),
    [
        (date(1946, 11, 30), date(2026, 10, 1), 200), (date(1946, 11, 30), NOV, 300), (date(1946, 12, 1), NOV, 200),
        (date(1936, 11, 1), date(2026, 10, 1), 300), (date(1936, 11, 1), NOV, 500), (date(1926, 11, 15), NOV, 1000),
        (date(1947, 2, 28), FEB, 300), (date(1948, 2, 29), date(2028, 1, 1), 200), (date(1948, 2, 29), date(2028, 2, 1), 300),
        (date(1936, 2, 29), date(2026, 1, 1), 300), (date(1936, 2, 29), date(2026, 2, 1), 500),
        (date(1937, 3, 1), date(2019, 9, 1), 200), (date(1937, 3, 1), date(2019, 10, 1), 300),
    ],
)  # fmt: skip
def test_the_amount_of_a_month_is_that_of_the_rule_in_force(birth: date, month: date, yuan: int) -> None:
    assert amounts.in_month(ALLOWANCE, of_birth(birth), month) == yuan


@given(st.dates(date(1922, 1, 1), date(1950, 12, 31)), st.integers(0, 240))
def test_the_band_is_that_of_the_completed_years_at_the_end_of_the_month(birth: date, later: int) -> None:
    month = NOV
    for _ in range(later):
        month = next_month(month)
    years = completed_years(birth, month_end(month)) or 0
    expected = 1000 if years >= 100 else 500 if years >= 90 else 300 if years >= 80 else 200
    assert amounts.in_month(ALLOWANCE, of_birth(birth), month) == expected


def test_the_next_band_is_known_to_the_month() -> None:
    assert amounts.next_band(ALLOWANCE, of_birth(date(1946, 12, 31)), NOV) == (DEC, 300)
    assert amounts.next_band(ALLOWANCE, of_birth(date(1944, 3, 1)), NOV) == (date(2034, 3, 1), 500)
    assert amounts.in_month(ALLOWANCE, {}, NOV) is None


def test_the_plan_of_a_month() -> None:
    assert [plan().listed_month(date(2026, 12, day)) for day in (9, 10)] == [NOV, DEC]
    assert [plan().pay_on(date(2026, 12, day)) for day in (1, 20, 25)] == [date(2026, 12, 20)] * 2 + [
        date(2026, 12, 25)
    ]
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(800)]
    for before, after in pairwise(days):
        assert plan().listed_month(before) <= plan().listed_month(after)
        assert plan().next_payment(before) >= before
