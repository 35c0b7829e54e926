"""What registers say becomes a fact, or trouble that leaves it unknown; nothing is guessed."""

from datetime import date

import msgspec
import pytest

from backend.registers.attributes import attributes
from backend.rules.facts import InvalidFacts, division_prefix, fact_of, merge_sources, read_facts, silent_fact, value_on
from backend.rules.types import Fact, Record
from tests.support.each import each

D = attributes()
ON = date(2026, 11, 10)


@each(
    ("name", "raw", "value"),
    [
        ("birth_date", "1944-03-01", date(1944, 3, 1)),
        ("birth_date", date(1944, 3, 1), date(1944, 3, 1)),
        ("insured_months_running", 12, 12),
        ("alive", False, False),
        ("sex", "male", "male"),
        ("hukou", "440304001000", "440304001"),
        ("restrictions", ["market_entry", "consumption", "market_entry"], ("consumption", "market_entry")),
        (
            "benefits",
            [{"kind": "senior_allowance", "from": "2015-01-01", "until": None}],
            (Record(kind="senior_allowance", since=date(2015, 1, 1)),),
        ),
        ("benefits", [], ()),
    ],
)
def test_a_fitting_value_is_settled(name, raw, value):
    fact = fact_of(D[name], raw, "population", ON, date(2027, 1, 1))
    assert fact == Fact(value=value, source="population", as_of=ON, expires=date(2027, 1, 1))


@each(
    ("name", "raw"),
    [
        ("birth_date", "1944-02-30"),
        ("birth_date", 19440301),
        ("insured_months_running", "12"),
        ("insured_months_running", 1.5),
        ("insured_months_running", True),
        ("alive", 1),
        ("alive", "yes"),
        ("sex", "m"),
        ("sex", None),
        ("hukou", "Shenzhen"),
        ("hukou", "44030"),
        ("restrictions", ["gold"]),
        ("benefits", [{"kind": "gold"}]),
        ("benefits", [{"kind": "senior_allowance", "start": "2015-01-01"}]),
        ("benefits", "none"),
    ],
)
def test_a_value_of_a_wrong_shape_is_trouble_not_an_answer(name, raw):
    assert fact_of(D[name], raw, "credit", ON) == Fact(source="credit", as_of=ON, trouble="malformed")


@each(
    ("code", "short"),
    [
        ("44", "44"),
        ("440000", "44"),
        ("440300", "4403"),
        ("4400", "44"),
        ("440304", "440304"),
        ("4403", "4403"),
        ("440304000000", "440304"),
        ("440300000000", "4403"),
        ("440304001000", "440304001"),
        ("440304001", "440304001"),
        ("440304000", "440304"),
        ("440304001028", "440304001028"),
        ("440304010001007", "440304010001007"),
        ("441000", "4410"),
        ("100000", "10"),
    ],
)
def test_a_division_code_loses_only_the_zeros_that_fill_it_up(code, short):
    assert division_prefix(code) == short


@each("code", ["", "4", "44030", "4403041", "4403040010", "abcdef", "44 304", "4403041234567"])
def test_what_is_no_division_code_is_refused(code):
    with pytest.raises(ValueError, match="division"):
        division_prefix(code)


def test_a_source_that_did_not_answer_is_named():
    assert silent_fact("credit", ON) == Fact(source="credit", as_of=ON, trouble="silent")


def test_sources_that_agree_give_the_latest():
    older = fact_of(D["hukou"], "440304", "civil_affairs", date(2026, 1, 1))
    newer = fact_of(D["hukou"], "440304", "population", date(2026, 5, 1))
    assert merge_sources([newer, older]) == newer
    assert merge_sources([older]) == older


def test_sources_that_disagree_are_a_contradiction_naming_all():
    one = fact_of(D["hukou"], "440304", "population", date(2026, 5, 1))
    other = fact_of(D["hukou"], "430102", "civil_affairs", date(2026, 1, 1))
    told = merge_sources([one, other])
    assert (told.value, told.trouble, told.also) == (None, "contradiction", ("civil_affairs", "population"))
    assert (told.source, told.as_of) == ("population", date(2026, 5, 1))


def test_a_silent_source_does_not_contradict():
    one = fact_of(D["hukou"], "440304", "population", date(2026, 1, 1))
    assert merge_sources([silent_fact("civil_affairs", ON), one]) == one
    assert merge_sources([silent_fact("civil_affairs", ON), silent_fact("population", ON)]).trouble == "silent"


def test_a_source_without_a_record_and_a_value_that_ran_out_do_not_contradict():
    one = fact_of(D["hukou"], "440304", "population", date(2026, 1, 1))
    absent = Fact(source="civil_affairs", as_of=ON)
    old = fact_of(D["hukou"], "430102", "civil_affairs", date(2025, 1, 1), expires=date(2026, 11, 9))
    assert merge_sources([one, absent]) == one
    assert merge_sources([absent]) == absent
    assert merge_sources([one, old]).trouble == "contradiction"
    assert merge_sources([one, old], ON) == one
    assert merge_sources([one, old], date(2026, 11, 9)).trouble == "contradiction"
    assert merge_sources([old], ON) == old


def test_what_can_be_used_depends_on_the_day():
    fact = fact_of(D["sex"], "male", "population", ON, expires=ON)
    assert value_on(D["sex"], {"sex": fact}, ON) == ("male", fact, None)
    assert value_on(D["sex"], {"sex": fact}, date(2026, 11, 11)) == (None, fact, "expired")
    assert value_on(D["sex"], {}, ON) == (None, None, None)
    assert value_on(D["sex"], {"sex": silent_fact("credit", ON)}, ON)[2] == "silent"
    absent = Fact(source="credit", as_of=ON)
    assert value_on(D["sex"], {"sex": absent}, ON) == (None, absent, "absent")
    contradiction = Fact(value="male", source="x", as_of=ON, trouble="contradiction")
    assert value_on(D["sex"], {"sex": contradiction}, ON) == (None, contradiction, "contradiction")


def test_an_age_follows_from_the_birth_date_and_the_day():
    born = fact_of(D["birth_date"], "1956-02-29", "population", ON)
    assert value_on(D["age"], {"birth_date": born}, date(2026, 2, 28)) == (70, born, None)
    assert value_on(D["age"], {"birth_date": born}, date(2026, 2, 27)) == (69, born, None)
    assert value_on(D["age"], {"birth_date": born}, date(1950, 1, 1)) == (None, born, "malformed")
    assert value_on(D["age"], {}, ON) == (None, None, None)
    assert value_on(D["age"], {"birth_date": silent_fact("population", ON)}, ON)[2] == "silent"


def test_today_is_always_known():
    assert value_on(D["today"], {}, ON) == (ON, Fact(value=ON, source="calendar", as_of=ON), None)


def test_facts_are_read_from_plain_values_or_with_their_source():
    facts = read_facts(
        {
            "alive": True,
            "hukou": {"value": "440300", "source": "population", "as_of": "2026-01-02", "expires": "2026-12-31"},
            "sex": {"trouble": "silent", "value": "male", "source": "credit"},
            "degree": {"value": "phd"},
            "died_on": {"source": "population"},
        },
        D,
        "self",
        ON,
    )
    assert facts["alive"] == Fact(value=True, source="self", as_of=ON)
    assert facts["hukou"] == Fact(value="4403", source="population", as_of=date(2026, 1, 2), expires=date(2026, 12, 31))
    assert facts["sex"] == Fact(source="credit", as_of=ON, trouble="silent")
    assert facts["died_on"] == Fact(source="population", as_of=ON)
    assert facts["degree"] == Fact(source="self", as_of=ON, trouble="malformed")


def test_sealed_facts_are_read_again_unchanged():
    facts = {
        "birth_date": fact_of(D["birth_date"], "1944-03-01", "population", ON),
        "benefits": fact_of(D["benefits"], [{"kind": "senior_allowance", "from": "2015-01-01"}], "civil_affairs", ON),
        "sex": silent_fact("population", ON),
        "hukou": Fact(source="a", as_of=ON, trouble="contradiction", also=("a", "b")),
    }
    assert read_facts(msgspec.json.decode(msgspec.json.encode(facts)), D, "", date(2020, 1, 1)) == facts


@each(
    ("table", "says"),
    [
        ({"agee": 5}, "agee: no such attribute"),
        ({"age": 70}, "age: follows from birth_date"),
        ({"today": "2026-01-01"}, "today: follows from the date"),
        ({"sex": {"valu": "male"}}, "sex: "),
        ({"sex": {"value": "male", "as_of": "soon"}}, "sex: "),
    ],
)
def test_facts_that_name_something_else_are_refused_with_the_name(table, says):
    with pytest.raises(InvalidFacts, match=says):
        read_facts(table, D, "self", ON)
