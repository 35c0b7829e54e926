"""Every comparison is read and checked against the dictionary; what can not be read is named by its path."""

from datetime import date

import pytest

from backend.registers.attributes import attributes
from backend.rules import comparators as c
from backend.rules.conditions import AllOf, AnyOf, Atom, NeedsPerson, Not
from backend.rules.diagnostics import RuleFileError, SourceLocation
from backend.rules.durations import Duration
from backend.rules.parse_condition import COMPARATORS, OPERANDS, allowed_comparators, read_condition
from tests.support.each import each

D = attributes()


def one(table):
    return read_condition(table, SourceLocation("file"), D)


@each(
    ("table", "compare"),
    [
        ({"attribute": "age", "at_least": 70}, c.AtLeast(70)),
        ({"attribute": "age", "at_most": 70}, c.AtMost(70)),
        ({"attribute": "age", "more_than": 70}, c.MoreThan(70)),
        ({"attribute": "age", "less_than": 7}, c.LessThan(7)),
        ({"attribute": "age", "is": 7}, c.Is(7)),
        ({"attribute": "age", "one_of": [7, 9]}, c.OneOf((7, 9))),
        ({"attribute": "sex", "is": "male"}, c.Is("male")),
        ({"attribute": "alive", "is": False}, c.Is(False)),
        ({"attribute": "degree", "one_of": ["master"]}, c.OneOf(("master",))),
        ({"attribute": "birth_date", "before": date(1950, 1, 1)}, c.Before(date(1950, 1, 1))),
        ({"attribute": "birth_date", "since": "1950-01-01"}, c.Since(date(1950, 1, 1))),
        ({"attribute": "birth_date", "not_passed": True}, c.NotPassed()),
        ({"attribute": "birth_date", "reached": True}, c.Reached()),
        ({"attribute": "birth_date", "at_least_ago": {"years": 1}}, c.AtLeastAgo(Duration(years=1))),
        ({"attribute": "birth_date", "within_last": {"months": 24}}, c.WithinLast(Duration(months=24))),
        ({"attribute": "birth_date", "within_next": {"days": 60}}, c.WithinNext(Duration(days=60))),
        ({"attribute": "birth_date", "before_anniversary": {"days": 60}}, c.BeforeAnniversary(60)),
        ({"attribute": "birth_date", "before_anniversary": 0}, c.BeforeAnniversary(0)),
        ({"attribute": "today", "in_month": [5, 11]}, c.InMonth((5, 11))),
        ({"attribute": "hukou", "within": "440300"}, c.Within(("4403",))),
        ({"attribute": "hukou", "within": ["44", "43"]}, c.Within(("44", "43"))),
        ({"attribute": "benefits", "has": "senior_allowance"}, c.Has("senior_allowance")),
        ({"attribute": "benefits", "lacks": "senior_allowance"}, c.Lacks("senior_allowance")),
        ({"attribute": "benefits", "had": "senior_allowance"}, c.Had("senior_allowance")),
        ({"attribute": "restrictions", "lacks": "market_entry"}, c.Lacks("market_entry")),
        ({"attribute": "children", "count_at_least": 2}, c.CountAtLeast(2)),
        ({"attribute": "restrictions", "count_at_most": 0}, c.CountAtMost(0)),
        ({"attribute": "rental_queue_number", "known": True}, c.IsKnown()),
    ],
)
def test_each_comparison_is_read(table, compare):
    condition = one({**table, "says": "一句话"})
    assert isinstance(condition, Atom)
    assert condition.compare == compare
    assert type(condition.compare) is type(compare)
    assert condition.attribute is D[table["attribute"]]
    assert condition.says == "一句话"


def test_conditions_are_joined_and_clauses_left_to_a_person():
    alive = {"attribute": "alive", "is": True}
    assert one({"all": [alive], "says": "都"}) == AllOf((one(alive),), "都")
    assert one({"any": [alive, alive], "says": "任一"}) == AnyOf((one(alive), one(alive)), "任一")
    assert one({"not": alive, "says": "不"}) == Not(one(alive), "不")
    assert one({"for_a_person": "要看现场", "says": "现场合格"}) == NeedsPerson("要看现场", "现场合格")


@each(
    ("table", "path", "allowed"),
    [
        ({"attribute": "age", "at_leest": 70}, "at_leest", "at_least"),
        ({"attribute": "age", "within": "4403"}, "within", "at_least"),
        ({"attribute": "agee", "at_least": 70}, "attribute", "age"),
        ({"attribute": "zzz", "at_least": 70}, "attribute", "见 futian attributes"),
        ({"attribute": "age"}, "整个文件", "at_least"),
        ({"attribute": "age", "at_least": 70, "at_most": 80}, "整个文件", "at_least"),
        ({"attribute": "age", "at_least": "70"}, "at_least", None),
        ({"attribute": "age", "at_least": True}, "at_least", None),
        ({"attribute": "sex", "is": "man"}, "is", "male"),
        ({"attribute": "alive", "is": "yes"}, "is", "true"),
        ({"attribute": "degree", "one_of": []}, "one_of", None),
        ({"attribute": "degree", "one_of": ["none", "phd"]}, "one_of[1]", "doctor"),
        ({"attribute": "birth_date", "before": "soon"}, "before", None),
        ({"attribute": "birth_date", "before": 5}, "before", None),
        ({"attribute": "birth_date", "at_least_ago": {}}, "at_least_ago", "months"),
        ({"attribute": "birth_date", "at_least_ago": {"weeks": 2}}, "at_least_ago.weeks", "days"),
        ({"attribute": "birth_date", "at_least_ago": {"months": -2}}, "at_least_ago", "months"),
        ({"attribute": "birth_date", "at_least_ago": {"months": "2"}}, "at_least_ago.months", None),
        ({"attribute": "birth_date", "before_anniversary": 366}, "before_anniversary", None),
        ({"attribute": "birth_date", "before_anniversary": -1}, "before_anniversary", None),
        ({"attribute": "today", "in_month": [0]}, "in_month", None),
        ({"attribute": "today", "in_month": [13]}, "in_month", None),
        ({"attribute": "today", "in_month": 5}, "in_month", None),
        ({"attribute": "birth_date", "not_passed": False}, "not_passed", "true"),
        ({"attribute": "birth_date", "reached": 1}, "reached", "true"),
        ({"attribute": "hukou", "known": False}, "known", "true"),
        ({"attribute": "hukou", "within": "Shenzhen"}, "within", None),
        ({"attribute": "hukou", "within": 4403}, "within", None),
        ({"attribute": "benefits", "has": "gold"}, "has", "senior_allowance"),
        ({"attribute": "children", "count_at_least": "2"}, "count_at_least", None),
        ({"any": []}, "any", None),
        ({"any": "x"}, "any", None),
        ({"all": [{"attribute": "x", "is": 1}]}, "all[0].attribute", None),
        ({"any": [{"attribute": "alive", "is": True}], "all": []}, "整个文件", "any"),
        ({"any": [{"attribute": "alive", "is": True}], "extra": 1}, "extra", "says"),
        ({"not": {"attribute": "alive", "is": True}, "extra": 1}, "extra", "not"),
        ({"for_a_person": "x", "extra": 1}, "extra", "for_a_person"),
        ({"for_a_person": 5}, "for_a_person", None),
        ({"attribute": "alive", "is": True, "says": 5}, "says", None),
        ({}, "整个文件", "for_a_person"),
        ("alive", "整个文件", "attribute"),
    ],
)
def test_what_can_not_be_read_is_named_with_its_path_and_what_is_allowed(table, path, allowed):
    with pytest.raises(RuleFileError) as told:
        one(table)
    assert len(told.value.mistakes) == 1
    mistake = told.value.mistakes[0]
    assert (mistake.file, mistake.path) == ("file", path)
    assert mistake.says.endswith("。")
    assert allowed is None or allowed in mistake.allowed


def test_every_comparator_can_be_read_and_is_offered_to_the_kinds_it_fits():
    assert set(OPERANDS) == set(COMPARATORS)
    assert allowed_comparators(D["sex"]) == ("is", "one_of", "known")
    assert allowed_comparators(D["hukou"]) == ("known", "within")
    assert allowed_comparators(D["restrictions"]) == ("known", "has", "lacks", "count_at_least", "count_at_most")
    assert "had" in allowed_comparators(D["benefits"])
