"""Cuts, classes and turning days: where an answer changes along values and along days."""

from datetime import date

from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.change_dates import change_days, rule_change_days
from backend.rules.conditions import Atom
from backend.rules.diagnostics import SourceLocation
from backend.rules.durations import Duration
from backend.rules.equivalence_classes import atoms_by_fact, distance, exhaustive, nearest, representatives
from backend.rules.parse_condition import read_condition
from backend.rules.parse_rules import read_rules
from backend.rules.types import Record
from backend.rules.value_ranges import FAR, birth_date_ranges, date_ranges, number_ranges
from tests.backend.rules.strategies import fact
from tests.support.each import each

D = attributes()
ON = date(2026, 11, 10)


def day(text):
    return date.fromisoformat(text)


@each(
    ("compare", "cuts"),
    [
        (c.AtLeast(5), ((5, FAR),)),
        (c.AtMost(5), ((-FAR, 5),)),
        (c.MoreThan(5), ((6, FAR),)),
        (c.LessThan(5), ((-FAR, 4),)),
        (c.Is(5), ((5, 5),)),
        (c.OneOf((7, 5)), ((5, 5), (7, 7))),
        (c.IsKnown(), ((-FAR, FAR),)),
    ],
)
def test_numbers_for_which_a_comparison_holds(compare, cuts):
    assert number_ranges(compare) == cuts


@each(
    ("compare", "low", "high"),
    [
        (c.Before(day("2026-01-01")), None, "2025-12-31"),
        (c.Since(day("2026-01-01")), "2026-01-01", None),
        (c.NotPassed(), "2026-11-10", None),
        (c.Reached(), None, "2026-11-10"),
        (c.AtLeastAgo(Duration(months=12)), None, "2025-11-10"),
        (c.AtLeastAgo(Duration(years=1, days=1)), None, "2025-11-09"),
        (c.WithinLast(Duration(months=24)), "2024-11-10", "2026-11-10"),
        (c.WithinLast(Duration(days=30)), "2026-10-11", "2026-11-10"),
        (c.WithinNext(Duration(days=60)), "2026-11-10", "2027-01-09"),
        (c.IsKnown(), None, None),
    ],
)
def test_days_for_which_a_comparison_holds(compare, low, high):
    ends = (-FAR if low is None else day(low).toordinal(), FAR if high is None else day(high).toordinal())
    assert date_ranges(compare, ON, 1, 1) == (ends,)


def test_what_recurs_by_year_is_cut_for_the_years_given():
    cuts = date_ranges(c.InMonth((11, 2)), ON, 2024, 2025)
    assert [(date.fromordinal(low), date.fromordinal(high)) for low, high in cuts] == [
        (day("2024-02-01"), day("2024-02-29")),
        (day("2024-11-01"), day("2024-11-30")),
        (day("2025-02-01"), day("2025-02-28")),
        (day("2025-11-01"), day("2025-11-30")),
    ]
    full = date_ranges(c.BeforeAnniversary(60), ON, 2024, 2025)
    assert (day("2024-11-10").toordinal(), day("2025-01-09").toordinal()) in full


def test_a_full_year_on_the_very_day_is_a_range_of_one_day():
    cuts = date_ranges(c.BeforeAnniversary(0), ON, 2024, 2025)
    assert {(day(one).toordinal(), day(one).toordinal()) for one in ("2024-11-10", "2025-11-10")} <= set(cuts)


def test_birth_dates_for_an_age():
    def ages(compare):
        return [
            tuple(end if abs(end) == FAR else date.fromordinal(end).isoformat() for end in one)
            for one in birth_date_ranges(compare, ON)
        ]

    assert ages(c.AtLeast(70)) == [(-FAR, "1956-11-10")]
    assert ages(c.AtMost(70)) == [("1955-11-11", "2026-11-10")]
    assert ages(c.Is(0)) == [("2025-11-11", "2026-11-10")]
    assert ages(c.OneOf((1, 3))) == [("2022-11-11", "2023-11-10"), ("2024-11-11", "2025-11-10")]
    assert ages(c.LessThan(0)) == []
    assert ages(c.AtLeast(-5)) == [(-FAR, "2026-11-10")]
    assert birth_date_ranges(c.AtLeast(70), day("2026-02-28")) == ((-FAR, day("1956-02-29").toordinal()),)


def turns(facts, on=ON, **table):
    told = {name: fact(name, raw, on) for name, raw in facts.items()}
    return [one.isoformat() for one in change_days([read_condition(table, SourceLocation("x"), D)], told, on)]


@each(
    ("facts", "table", "days"),
    [
        ({"birth_date": "1957-03-01"}, {"attribute": "age", "at_least": 70}, ["2027-03-01", "2028-03-01"]),
        ({"birth_date": "1957-03-01"}, {"attribute": "age", "is": 70}, ["2027-03-01", "2028-03-01"]),
        ({"birth_date": "2020-03-01"}, {"attribute": "age", "one_of": [7]}, ["2027-03-01", "2028-03-01"]),
        ({"birth_date": "2027-03-01"}, {"attribute": "age", "known": True}, ["2027-03-01"]),
        ({"birth_date": "1900-03-01"}, {"attribute": "age", "at_most": 70}, []),
        ({}, {"attribute": "age", "at_least": 70}, []),
        ({"graduated_on": "2026-06-30"}, {"attribute": "graduated_on", "within_last": {"months": 24}}, ["2028-07-01"]),
        (
            {"graduated_on": "2027-06-30"},
            {"attribute": "graduated_on", "within_last": {"days": 1}},
            ["2027-06-30", "2027-07-02"],
        ),
        ({"graduated_on": "2026-06-30"}, {"attribute": "graduated_on", "at_least_ago": {"years": 1}}, ["2027-06-30"]),
        (
            {"graduated_on": "2027-06-30"},
            {"attribute": "graduated_on", "within_next": {"months": 1}},
            ["2027-05-30", "2027-07-01"],
        ),
        ({"graduated_on": "2027-06-30"}, {"attribute": "graduated_on", "not_passed": True}, ["2027-07-01"]),
        ({"graduated_on": "2027-06-30"}, {"attribute": "graduated_on", "reached": True}, ["2027-06-30"]),
        ({"graduated_on": "2027-06-30"}, {"attribute": "graduated_on", "before": "2028-01-01"}, []),
        (
            {"graduated_on": "2025-02-01"},
            {"attribute": "graduated_on", "before_anniversary": 60},
            ["2026-12-03", "2027-02-02", "2027-12-03", "2028-02-02"],
        ),
        (
            {"benefits": [{"kind": "senior_allowance", "from": "2026-12-01", "until": "2027-01-31"}]},
            {"attribute": "benefits", "has": "senior_allowance"},
            ["2026-12-01", "2027-02-01"],
        ),
        ({"sex": "male"}, {"attribute": "sex", "is": "male"}, []),
        ({}, {"attribute": "today", "since": "2027-01-01"}, ["2027-01-01"]),
        ({}, {"attribute": "today", "before": "2020-01-01"}, []),
        ({}, {"attribute": "today", "known": True}, []),
    ],
)
def test_the_days_on_which_an_answer_may_change(facts, table, days):
    assert turns(facts, **table) == days


def test_the_months_of_the_calendar_are_looked_at_for_a_year_ahead():
    found = turns({}, attribute="today", in_month=[5])
    assert (found[0], found[-1], len(found)) == ("2026-12-01", "2027-12-01", 13)


def test_rules_turn_when_they_begin_and_after_they_end():
    text = "[[rule]]\nvalid_from = {}\nvalid_to = {}\nbasis = 'b'\nprovenance = 'general'\nrequire = [{{ for_a_person = 'x' }}]\n"
    source = "".join(
        text.format(*ends)
        for ends in (("2020-01-01", "2026-11-09"), ("2026-11-10", "2026-11-10"), ("2027-01-01", "2027-05-31"))
    )
    rules = read_rules(source, D, "x", "x").rules
    assert rule_change_days(rules, {}, ON) == [day("2026-11-11"), day("2027-01-01"), day("2027-06-01")]
    assert rule_change_days(rules, {}, day("2026-11-09"))[0] == day("2026-11-10")


def atoms(*tables):
    return [read_condition(table, SourceLocation("x"), D) for table in tables]


def test_representatives_stand_on_both_sides_of_every_edge():
    numbers = representatives(
        atoms({"attribute": "volunteer_hours", "at_least": 5}, {"attribute": "volunteer_hours", "at_most": 9}), ON
    )
    assert set(numbers) == {0, 4, 5, 6, 8, 9, 10}
    assert representatives(atoms({"attribute": "alive", "is": True}), ON) == (True, False)
    assert representatives(atoms({"attribute": "sex", "is": "male"}), ON) == ("male", "female")
    assert representatives(atoms({"attribute": "hukou", "within": ["99", "4403"]}), ON) == ("99", "4403", "98")
    dates = representatives(atoms({"attribute": "age", "at_least": 70}), ON)
    assert {day("1956-11-09"), day("1956-11-10"), day("1956-11-11"), ON} <= set(dates)
    sets = representatives(
        atoms({"attribute": "restrictions", "has": "consumption"}, {"attribute": "restrictions", "count_at_least": 2}),
        ON,
    )
    assert sorted(map(len, sets)) == [0, 1, 2, 2, 3, 3]
    lists = representatives(atoms({"attribute": "benefits", "has": "senior_allowance"}), ON)
    assert lists[0] == ()
    assert Record(kind="senior_allowance", since=ON) in lists[1]
    assert lists[2][0].until == day("2026-10-10")


def test_too_many_sorts_are_not_tried_out():
    four = [Atom(D["restrictions"], c.Has(option.value)) for option in D["restrictions"].options[:4]]
    assert exhaustive(four[:3])
    assert not exhaustive(four)
    assert list(atoms_by_fact(four)) == ["restrictions"]
    assert atoms_by_fact(atoms({"attribute": "today", "in_month": [5]})) == {}


def test_the_nearest_value_comes_first():
    told = {"volunteer_hours": fact("volunteer_hours", 3)}
    ordered = nearest(atoms({"attribute": "volunteer_hours", "at_least": 36}), told, ON)
    assert ordered[0] == 0
    assert ordered[1:4] == [35, 36, 37]
    records = {"benefits": fact("benefits", [{"kind": "minimum_living"}, {"kind": "senior_allowance"}])}
    closest = nearest(atoms({"attribute": "benefits", "lacks": "senior_allowance"}), records, ON)
    assert closest[0] == records["benefits"].value
    assert (Record(kind="minimum_living"),) in closest[:3]
    assert nearest(atoms({"attribute": "age", "at_least": 70}), {}, ON)


@each(
    ("old", "new", "far"),
    [
        (3, 5, 2),
        (5, 3, 2),
        (None, 5, 1),
        (True, True, 0),
        (True, False, 1),
        ("a", "b", 1),
        ("a", "a", 0),
        (day("2026-01-01"), day("2026-01-31"), 30),
        (("a",), ("b",), 2),
        ((), ("b",), 1),
        (None, None, 0),
    ],
)
def test_how_far_a_value_is_from_another(old, new, far):
    assert distance(old, new) == far
