"""The index of a population: what it keeps, single changes, and whom a rule would approve."""

from datetime import date

from msgspec.structs import replace

from backend.rules import bitmaps
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.columns import Columns, columns_of, entries, records_column
from backend.rules.facts import silent_fact
from backend.rules.parse_rules import read_rules
from tests.backend.rules.people import ON, D, condition, people_with_records, sides
from tests.backend.rules.strategies import fact


def columns_fact_expired():
    return replace(fact("sex", "male"), expires=date(2026, 11, 9))


def test_an_index_keeps_what_was_asked_and_follows_one_change():
    people = [
        {"birth_date": fact("birth_date", day), "hukou": fact("hukou", code)}
        for day, code in (("1944-03-01", "440304"), ("1990-03-01", "43"), ("1950-03-01", "44"))
    ]
    index = BitmapIndex(columns_of(people, D, ON), ON)
    old = condition(attribute="age", at_least=70)
    local = condition(attribute="hukou", within="4403")
    index.prepare([old, local])
    assert len(index.kept) == 2
    both = condition(all=[{"attribute": "age", "at_least": 70}, {"attribute": "hukou", "within": "4403"}])
    assert index.count(both) == 1
    assert [bitmaps.rows(side).tolist() for side in index.mask(local)] == [[0], [1]]
    index.change(1, "birth_date", fact("birth_date", "1930-01-01"))
    index.change(1, "hukou", fact("hukou", "440303005"))
    index.change(0, "hukou", silent_fact("population", ON))
    assert [bitmaps.rows(side).tolist() for side in index.mask(local)] == [[1], []]
    assert bitmaps.rows(index.rows_where(both, True)).tolist() == [1]
    assert "440303005" in index.columns.by_name["hukou"].vocabulary
    again = BitmapIndex(index.columns, ON)
    assert (again.mask(both)[0] == index.mask(both)[0]).all()
    assert (again.mask(local)[1] == index.mask(local)[1]).all()


def test_a_division_not_met_before_leaves_everybody_else_where_they_are():
    codes = ("11", "43", "440303", "50")
    people = [{"hukou": fact("hukou", code)} for code in codes]
    index = BitmapIndex(columns_of(people, D, ON), ON)
    index.change(0, "hukou", fact("hukou", "31"))
    column = index.columns.by_name["hukou"]
    assert [column.vocabulary[place] for place in column.values] == ["31", "43", "440303", "50"]
    assert sides(index.columns, attribute="hukou", within="4403") == ([2], [0, 1, 3])


def test_a_changed_record_of_another_sort_is_not_taken_for_this_one():
    index = BitmapIndex(Columns(2, {"benefits": records_column(D["benefits"], {})}), ON)
    index.change(1, "benefits", fact("benefits", [{"kind": "minimum_living"}]))
    for asked in ("has", "had"):
        assert sides(index.columns, attribute="benefits", **{asked: "senior_allowance"}) == ([], [0, 1])
        assert sides(index.columns, attribute="benefits", **{asked: "minimum_living"}) == ([1], [0])


def test_an_expired_fact_is_a_change_to_unknown():
    index = BitmapIndex(columns_of([{"sex": fact("sex", "male")}], D, ON), ON)
    male = condition(attribute="sex", **{"is": "male"})
    assert index.count(male) == 1
    index.change(0, "sex", columns_fact_expired())
    assert index.count(male) == 0
    assert index.columns.by_name["sex"].known is not None


def test_a_changed_list_of_records_replaces_the_old_one():
    columns = Columns(4, {"benefits": records_column(D["benefits"], entries(people_with_records()))})
    index = BitmapIndex(columns, ON)
    running = condition(attribute="benefits", has="senior_allowance")
    counted = condition(attribute="benefits", count_at_least=1)
    assert index.count(running) == 2
    index.change(0, "benefits", fact("benefits", []))
    index.change(2, "benefits", fact("benefits", [{"kind": "senior_allowance"}, {"kind": "minimum_living"}]))
    assert bitmaps.rows(index.rows_where(running, True)).tolist() == [2, 3]
    fresh = BitmapIndex(columns, ON)
    assert bitmaps.rows(fresh.rows_where(running, True)).tolist() == [2, 3]
    assert bitmaps.rows(fresh.rows_where(counted, True)).tolist() == [2, 3]


def test_a_rule_approves_only_where_the_grant_is_known():
    text = """
[[rule]]
valid_from = 2020-01-01
basis = "b"
provenance = "general"
require = [{ attribute = "alive", is = true }]
grant = [{ when = { attribute = "sex", is = "male" }, once_yuan = 5, until = "disability_valid_until" }, { once_yuan = 6 }]
"""
    rule = read_rules(text, D, "x", "x").rules[0]
    told = [
        {"alive": True, "sex": "female"},
        {"alive": True, "sex": "male"},
        {"alive": True},
        {"alive": False, "sex": "female"},
        {"alive": True, "sex": "male", "disability_valid_until": "2030-01-01"},
    ]
    people = [{name: fact(name, raw) for name, raw in one.items()} for one in told]
    index = BitmapIndex(columns_of(people, D, ON), ON)
    assert bitmaps.rows(index.approved(rule)).tolist() == [0, 4]
    bare = read_rules(text.split("grant")[0], D, "x", "x").rules[0]
    assert bitmaps.rows(index.approved(bare)).tolist() == [0, 1, 2, 4]
    unconditional = read_rules(text.split("grant")[0] + "grant = [{ once_yuan = 1 }]", D, "x", "x").rules[0]
    assert bitmaps.rows(index.approved(unconditional)).tolist() == [0, 1, 2, 4]


def test_what_is_prepared_is_what_is_asked_and_is_kept():
    columns = Columns(4, {"benefits": records_column(D["benefits"], entries(people_with_records()))})
    index, asked = BitmapIndex(columns, ON), condition(attribute="benefits", has="senior_allowance")
    index.prepare([asked])
    assert [(name, truth) for name, _, truth in index.kept] == [("benefits", True)]
    first = index.ask(asked, True)
    assert index.ask(asked, True) is first
    assert len(index.kept) == 1
