"""What a rule does to a district: who is eligible, who becomes so, who gains or loses; and no count that names people."""

from datetime import date

import numpy as np
import pytest

from backend.registers.attributes import attributes
from backend.rules import bitmaps, population_impact
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.columns import Columns, column
from backend.rules.parse_rules import read_rules
from backend.rules.population_impact import Group, Impact, counted

D = attributes()
ON = date(2026, 11, 10)
RULE = """
[[rule]]
valid_from = 2020-01-01
basis = "b"
provenance = "general"
require = [{{ attribute = "age", at_least = {age}, says = "满" }}]
"""


def rules(age):
    return read_rules(RULE.format(age=age), D, "x", "x").rules


def people(*born):
    """So many residents born on each day, all known."""
    days = np.repeat([day.toordinal() for day, _ in born], [many for _, many in born])
    return Columns(len(days), {"birth_date": column(D["birth_date"], days)})


def test_who_is_eligible_follows_the_rule_in_force():
    columns = people((date(1950, 1, 1), 30), (date(1990, 1, 1), 50))
    assert bitmaps.size(population_impact.eligible(BitmapIndex(columns, ON), rules(70))) == 30
    assert bitmaps.size(population_impact.eligible(BitmapIndex(columns, date(2019, 12, 31)), rules(20))) == 0


def test_who_becomes_eligible_on_a_day():
    columns = people((date(1956, 11, 9), 3), (date(1956, 11, 10), 5), (date(1956, 11, 11), 7))
    assert bitmaps.rows(population_impact.newly_eligible(columns, rules(70), ON)).tolist() == [3, 4, 5, 6, 7]
    assert bitmaps.size(population_impact.newly_eligible(columns, rules(70), date(2020, 1, 1))) == 0


def impact(index: BitmapIndex, old: int, new: int) -> Impact:
    """Before and after the age of a rule is changed."""
    return population_impact.impact_of(
        population_impact.eligible(index, rules(old)), population_impact.eligible(index, rules(new))
    )


def test_who_gains_and_who_loses_by_a_change():
    columns = people((date(1950, 1, 1), 30), (date(1960, 1, 1), 40), (date(1990, 1, 1), 50))
    index = BitmapIndex(columns, ON)
    assert impact(index, 70, 65) == Impact(30, 70, 40, 0)
    assert impact(index, 65, 70) == Impact(70, 30, 0, 40)
    assert impact(index, 70, 70) == Impact(30, 30, 0, 0)


@pytest.mark.parametrize(
    ("old", "middle", "told"),
    [(30, 19, Impact(30, None, None, 0)), (19, 40, Impact(None, None, 40, 0)), (30, 20, Impact(30, 50, 20, 0))],
)
def test_a_small_count_is_withheld_with_what_would_reveal_it(old, middle, told):
    columns = people((date(1950, 1, 1), old), (date(1960, 1, 1), middle))
    assert impact(BitmapIndex(columns, ON), 70, 65) == told


def test_counts_are_shown_from_twenty():
    columns = people((date(1950, 1, 1), 20), (date(1960, 1, 1), 60))
    assert impact(BitmapIndex(columns, ON), 70, 100).before == 20
    assert impact(BitmapIndex(people((date(1950, 1, 1), 19)), ON), 70, 70).before is None
    assert impact(BitmapIndex(columns, ON), 100, 100).before == 0


def test_a_single_person_is_never_counted():
    columns = people((date(1950, 1, 1), 1), (date(1990, 1, 1), 60))
    index = BitmapIndex(columns, ON)
    assert impact(index, 70, 30) == Impact(None, None, 60, 0)


def test_residents_are_counted_by_street():
    codes = ("43", "440304001", "440304001028", "440304004")
    places = np.repeat([0, 1, 2, 3, 3], [25, 20, 10, 40, 5])
    known = np.array([True] * 95 + [False] * 5)
    columns = Columns(100, {"hukou": column(D["hukou"], places, known, codes)})
    assert counted(population_impact.split_by_street(BitmapIndex(columns, ON), bitmaps.all_of(100))) == (
        Group("湖南省", 25),
        Group("深圳市福田区南园街道", 30),
        Group("深圳市福田区福田街道", 40),
    )


def test_one_small_group_takes_another_with_it():
    columns = Columns(100, {"sex": column(D["sex"], np.repeat([0, 1], [95, 5]))})
    assert counted(population_impact.split_by_code(BitmapIndex(columns, ON), bitmaps.all_of(100), "sex")) == (
        Group("男", None),
        Group("女", None),
    )
    degrees = column(D["degree"], np.repeat([0, 1, 2, 3], [50, 30, 12, 8]))
    told = counted(
        population_impact.split_by_code(
            BitmapIndex(Columns(100, {"degree": degrees}), ON), bitmaps.all_of(100), "degree"
        )
    )
    assert [group.count for group in told] == [50, 30, None, None]
    fewer = column(D["degree"], np.repeat([0, 1, 2, 3], [60, 30, 6, 4]))
    told = counted(
        population_impact.split_by_code(BitmapIndex(Columns(100, {"degree": fewer}), ON), bitmaps.all_of(100), "degree")
    )
    assert [group.count for group in told] == [60, None, None, None]


def test_the_smallest_of_the_large_groups_is_withheld_whatever_the_order():
    degrees = column(D["degree"], np.repeat([0, 1, 2, 3], [30, 25, 40, 5]))
    told = counted(
        population_impact.split_by_code(
            BitmapIndex(Columns(100, {"degree": degrees}), ON), bitmaps.all_of(100), "degree"
        )
    )
    assert [group.count for group in told] == [30, None, 40, None]


def test_residents_are_counted_by_age_on_the_day():
    columns = people(
        (date(1926, 11, 10), 20),
        (date(1926, 11, 11), 21),
        (date(1956, 11, 10), 22),
        (date(1956, 11, 11), 23),
        (date(2020, 1, 1), 24),
    )
    assert counted(population_impact.split_by_age(BitmapIndex(columns, ON), bitmaps.all_of(110))) == (
        Group("0—17岁", 24),
        Group("60—69岁", 23),
        Group("70—79岁", 22),
        Group("90—99岁", 21),
        Group("100岁及以上", 20),
    )
    assert counted(population_impact.split_by_age(BitmapIndex(columns, ON), bitmaps.none_of(110))) == ()
