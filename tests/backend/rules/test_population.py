"""Columns and masks of a population: encodings, unknown rows, joined conditions."""

from datetime import date

import numpy as np
import pytest
from msgspec.structs import replace

from backend.rules import bitmaps, columns
from backend.rules.answer import is_true
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.columns import Columns, column, columns_of, dtype_of, entries, records_column, text_column
from backend.rules.comparators import IsKnown
from backend.rules.conditions import AllOf, AnyOf, Atom, Not
from backend.rules.mask import mask
from backend.rules.types import Fact, Record
from tests.backend.rules.people import ON, D, condition, people_with_records, sides
from tests.backend.rules.strategies import fact
from tests.support.each import each


def one_column(name, values, known=None, vocabulary=()):
    flags = None if known is None else np.array(known)
    return Columns(len(values), {name: column(D[name], np.array(values), flags, vocabulary)})


def test_sets_of_rows_are_packed_and_never_hold_rows_that_are_not_there():
    for count in (0, 1, 63, 64, 65, 130):
        flags = np.arange(count) % 3 == 0
        bits = bitmaps.pack(flags)
        assert len(bits) == bitmaps.words_for(count)
        assert bitmaps.rows(bits).tolist() == np.flatnonzero(flags).tolist()
        assert bitmaps.size(bits) == int(flags.sum())
        assert bitmaps.size(bitmaps.all_of(count)) == count
        assert bitmaps.size(bitmaps.none_of(count)) == 0
        assert bitmaps.size(bitmaps.inverted(bits, count)) == count - int(flags.sum())
        assert bitmaps.flags(bits, count).tolist() == flags.tolist()
        assert [bitmaps.holds(bits, row) for row in range(count)] == flags.tolist()


def test_a_row_is_put_in_and_taken_out():
    bits = bitmaps.none_of(130)
    octets = bitmaps.octets(bits)
    for row in (0, 7, 64, 129):
        bitmaps.set_row(octets, row, True)
    bitmaps.set_row(octets, 7, False)
    bitmaps.set_row(octets, 8, False)
    assert bitmaps.rows(bits).tolist() == [0, 64, 129]


def test_a_column_has_the_type_of_its_kind():
    assert dtype_of(D["birth_date"]) is np.int32
    assert dtype_of(D["benefits"]) is None
    assert column(D["alive"], np.array([1, 0])).values.dtype == np.uint8
    assert column(D["restrictions"], np.array([1, 31])).values.dtype == np.uint64


def test_rows_that_are_not_known_are_neither_yes_nor_no():
    population = one_column("insured_months_running", [12, 11, 99], [True, True, False])
    assert sides(population, attribute="insured_months_running", at_least=12) == ([0], [1])
    assert sides(population, attribute="insured_months_running", known=True) == ([0, 1], [])
    assert population.by_name["insured_months_running"].values[2] == 0
    assert one_column("insured_months_running", [1, 2], [True, True]).by_name["insured_months_running"].known is None


def test_an_attribute_without_a_column_is_not_known_for_anybody():
    population = one_column("alive", [1, 0])
    assert sides(population, attribute="sex", **{"is": "male"}) == ([], [])
    assert sides(population, attribute="sex", known=True) == ([], [])


def test_today_is_the_same_for_everybody():
    population = one_column("alive", [1, 0])
    assert sides(population, attribute="today", in_month=[11]) == ([0, 1], [])
    assert sides(population, attribute="today", in_month=[5]) == ([], [0, 1])


@each(
    ("table", "yes"),
    [
        ({"is": 5}, [1]),
        ({"one_of": [4, 5, 6]}, [0, 1, 2]),
        ({"one_of": [4, 6, 7]}, [0, 2]),
        ({"less_than": 5}, [0, 3]),
        ({"at_most": -1}, [3]),
        ({"one_of": [-7, 4, 8, 10, 12, 14, 16, 18]}, [0, 3]),
    ],
)
def test_numbers_are_compared_by_ranges(table, yes):
    population = one_column("insured_months_total", [4, 5, 6, -7])
    assert sides(population, attribute="insured_months_total", **table)[0] == yes


def test_numbers_too_large_for_the_column_are_simply_not_there():
    population = one_column("insured_months_total", [4, 5])
    assert sides(population, attribute="insured_months_total", **{"is": 2**40}) == ([], [0, 1])
    assert sides(population, attribute="insured_months_total", at_most=2**40) == ([0, 1], [])


def test_codes_stand_at_their_place_among_the_options():
    population = one_column("degree", [0, 1, 2, 3])
    assert sides(population, attribute="degree", one_of=["master", "doctor"]) == ([2, 3], [0, 1])
    assert sides(population, attribute="degree", **{"is": "none"}) == ([0], [1, 2, 3])


def test_a_birth_date_in_the_future_has_no_age():
    born = [date(1944, 3, 1).toordinal(), ON.toordinal(), ON.toordinal() + 1]
    population = one_column("birth_date", born)
    assert sides(population, attribute="age", at_least=70) == ([0], [1])
    assert sides(population, attribute="age", at_most=70) == ([1], [0])
    assert sides(population, attribute="age", known=True) == ([0, 1], [])


def test_a_division_too_coarse_is_neither():
    names = ("43", "44", "4403", "440304001")
    population = one_column("hukou", [0, 1, 2, 3], None, names)
    assert sides(population, attribute="hukou", within="4403") == ([2, 3], [0])
    assert sides(population, attribute="hukou", within=["44", "4403"]) == ([1, 2, 3], [0])
    assert sides(population, attribute="hukou", within="440304") == ([3], [0])
    assert sides(population, attribute="hukou", known=True) == ([0, 1, 2, 3], [])
    with pytest.raises(ValueError, match="sorted"):
        column(D["hukou"], np.array([0, 1]), None, ("44", "43"))


def test_what_recurs_by_year_is_looked_up():
    days = [date(2025, 1, 9), date(2025, 1, 10), date(2024, 11, 10), date(1999, 5, 1)]
    population = one_column(
        "residence_permit_anniversary", [day.toordinal() for day in days] + [0], [True] * 4 + [False]
    )
    assert sides(population, attribute="residence_permit_anniversary", before_anniversary=60) == ([0, 2], [1, 3])
    assert sides(population, attribute="residence_permit_anniversary", in_month=[5, 11]) == ([2, 3], [0, 1])
    empty = one_column("residence_permit_anniversary", [0], [False])
    assert sides(empty, attribute="residence_permit_anniversary", in_month=[5]) == ([], [])


def test_records_are_asked_by_sort():
    population = Columns(4, {"benefits": records_column(D["benefits"], entries(people_with_records()))})
    assert sides(population, attribute="benefits", has="senior_allowance") == ([0, 3], [1, 2])
    assert sides(population, attribute="benefits", lacks="senior_allowance") == ([1, 2], [0, 3])
    assert sides(population, attribute="benefits", had="senior_allowance") == ([0, 1, 3], [2])
    assert sides(population, attribute="benefits", had="nursing_subsidy") == ([], [0, 1, 2, 3])
    assert sides(population, attribute="benefits", count_at_least=2) == ([3], [0, 1, 2])
    assert sides(population, attribute="benefits", count_at_most=0) == ([1, 2], [0, 3])
    assert sides(population, attribute="benefits", known=True) == ([0, 1, 2, 3], [])


def test_records_and_texts_may_be_unknown():
    known = np.array([True, False])
    population = Columns(2, {"benefits": records_column(D["benefits"], {}, known)})
    assert sides(population, attribute="benefits", lacks="senior_allowance") == ([0], [])
    assert records_column(D["benefits"], {}, np.array([True])).known is None
    assert bitmaps.rows(text_column(D["sex"], known).known).tolist() == [0]


def test_sets_are_bits():
    options = [option.value for option in D["restrictions"].options]
    population = one_column("restrictions", [0, 1 << options.index("consumption"), 3])
    assert sides(population, attribute="restrictions", has="consumption") == ([1], [0, 2])
    assert sides(population, attribute="restrictions", lacks="consumption") == ([0, 2], [1])
    assert sides(population, attribute="restrictions", count_at_least=2) == ([2], [0, 1])
    assert sides(population, attribute="restrictions", count_at_most=0) == ([0], [1, 2])
    assert sides(population, attribute="restrictions", known=True) == ([0, 1, 2], [])


TOLD = [
    {"alive": True, "sex": "male", "hukou": "440304", "benefits": [{"kind": "senior_allowance"}], "degree": "master"},
    {"alive": True, "sex": "female", "hukou": "43", "benefits": [], "restrictions": ["consumption"]},
    {"alive": False, "sex": "male", "hukou": "44", "graduated_on": "1999-05-01", "birth_date": "1944-03-01"},
    {"sex": "female", "hukou": "4403", "graduated_on": "2025-11-20", "birth_date": "1990-03-01", "restrictions": []},
    {},
]
MALE, LOCAL = {"attribute": "sex", "is": "male"}, {"attribute": "hukou", "within": "4403"}
LIVING, RUNNING = {"attribute": "alive", "is": True}, {"attribute": "benefits", "has": "senior_allowance"}
JOINED = [
    {"all": [LIVING, MALE, LOCAL, RUNNING]},
    {"any": [RUNNING, LOCAL, MALE, LIVING]},
    {"not": MALE},
    {"all": [LIVING, LOCAL, {"attribute": "sex", "is": "female"}]},
    {"any": [{"not": LIVING}, {"not": LOCAL}, RUNNING]},
    {"not": {"any": [MALE, LOCAL, RUNNING]}},
    {"not": {"all": [LIVING, MALE, LOCAL]}},
    {"all": [MALE]},
    {"all": [{"for_a_person": "看"}, MALE, LIVING]},
    {"any": [{"for_a_person": "看"}, MALE, LIVING]},
    {"for_a_person": "看"},
    {"not": {"for_a_person": "看"}},
    {"attribute": "graduated_on", "in_month": [5]},
    {"attribute": "graduated_on", "before_anniversary": 30},
    {"attribute": "degree", "one_of": ["none", "master"]},
    {"attribute": "restrictions", "lacks": "consumption"},
    {"attribute": "age", "at_least": 70},
    RUNNING,
]


@each("table", JOINED)
def test_a_few_people_are_answered_together_as_each_alone(table):
    people = [{name: fact(name, raw) for name, raw in one.items()} for one in TOLD]
    population = columns_of(people, D, ON)
    asked = condition(**table)
    alone = [is_true(asked, one, ON) for one in people]
    told = sides(population, **table)
    assert told == (
        [r for r, one in enumerate(alone) if one is True],
        [r for r, one in enumerate(alone) if one is False],
    )
    assert [bitmaps.rows(side).tolist() for side in BitmapIndex(population, ON).mask(asked)] == list(told)


def test_a_text_is_only_known_or_not():
    told = replace(D["sex"], name="word", kind="text", options=())
    people = [{"word": Fact(value="x", source="s", as_of=ON)}, {}]
    population = columns_of(people, {"word": told}, ON)
    assert population.by_name["word"].values is None
    asked = Atom(told, IsKnown())
    assert [bitmaps.rows(side).tolist() for side in mask(asked, population, ON)] == [[0], []]


def test_all_of_nothing_holds_and_any_of_nothing_does_not():
    population = one_column("alive", [1, 0])
    for asked, wanted in ((AllOf(()), [2, 0]), (AnyOf(()), [0, 2]), (Not(AllOf(())), [0, 2])):
        assert [bitmaps.size(side) for side in mask(asked, population, ON)] == wanted
        assert is_true(asked, {}, ON) is (wanted[0] == 2)


def test_nobody_is_a_population_too():
    population = Columns(0, {"graduated_on": column(D["graduated_on"], np.array([], np.int32))})
    assert sides(population, attribute="graduated_on", in_month=[5]) == ([], [])
    assert sides(population, attribute="graduated_on", reached=True) == ([], [])


def test_values_are_encoded_as_the_layout_says():
    assert columns.encode(D["birth_date"], date(1, 1, 2), ()) == 2
    assert columns.encode(D["restrictions"], ("market_entry", "abnormal_operation"), ()) == 3
    assert columns.encode(D["hukou"], "44", ("43", "44")) == 1
    assert columns.encode(D["alive"], True, ()) == 1
    assert columns.ends(Record(kind="x")) == (0, 2**31 - 1)
    assert columns.ends(Record(kind="x", since=date(1, 1, 2), until=date(1, 1, 3))) == (2, 3)
    with pytest.raises(ValueError, match="not in"):
        columns.encode(D["hukou"], "45", ("43", "44"))
