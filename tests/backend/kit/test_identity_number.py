"""Numbers on identity documents: published samples, own samples, and everything that must not pass."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.identity_number import (
    SAMPLE_PERMITS,
    InvalidIdentityNumber,
    canonical,
    check_digit,
    identity_number,
    is_identity_number,
    modern,
    normal,
    same,
    sample_number,
    writings,
)
from tests.support.each import each

TODAY = date(2026, 6, 1)
BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)


@each(
    ("text", "kind", "birth", "sex"),
    [
        ("11010519491231002X", "mainland", date(1949, 12, 31), "female"),
        ("440524188001010014", None, None, None),
        ("810000199408230021", "hk_mo_tw", date(1994, 8, 23), "female"),
        ("830000199201300022", "hk_mo_tw", date(1992, 1, 30), "female"),
        ("932682198501010017", "foreign_permanent", date(1985, 1, 1), None),
    ],
)
def test_published_samples(text: str, kind: str | None, birth: date | None, sex: str | None) -> None:
    assert check_digit(text[:17]) == text[17]
    if kind is None:
        with pytest.raises(InvalidIdentityNumber) as refused:
            identity_number(text, today=TODAY)
        assert refused.value.fault == "birth_date", "born in 1880: the standard's own example, of nobody alive"
        return
    number = identity_number(text, today=TODAY)
    assert (number.kind, number.birth, number.sex) == (kind, birth, sex)


@pytest.mark.parametrize("county", ["510107", "310115", "330114", "119999"])
def test_a_county_is_never_judged(county: str) -> None:
    seventeen = f"{county}19800229001"
    assert identity_number(seventeen + check_digit(seventeen), today=TODAY).kind == "mainland"


@each(
    ("text", "fault"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("110105", "shape"),
        ("11010519491231002", "shape"),
        ("1101051949123100200", "shape"),
        ("A1010519491231002X", "shape"),
        ("110105194912310021", "check_digit"),
        ("11010519490231002" + check_digit("11010519490231002"), "birth_date"),
        ("11010520990101002" + check_digit("11010520990101002"), "birth_date"),
        ("74000019800101001" + check_digit("74000019800101001"), "area"),
        ("740000800101001", "area"),
        ("110105491331002", "birth_date"),
        (sample_number(date(1944, 3, 15), 2), "sample_not_allowed"),
    ],
)
def test_what_must_not_pass_says_why(text: str, fault: str) -> None:
    with pytest.raises(InvalidIdentityNumber) as refused:
        identity_number(text, today=TODAY)
    assert refused.value.fault == fault
    assert refused.value.sentence.endswith("。")
    assert not is_identity_number(text, today=TODAY)


@pytest.mark.parametrize(
    "text", ["１１０１０５１９４９１２３１００２ｘ", " 110105 19491231 002x ", "110105-19491231-002X"]
)
def test_any_writing_of_the_same_number_is_the_same(text: str) -> None:
    assert identity_number(text).value == "11010519491231002X"
    assert normal(text) == "11010519491231002X"


def test_old_numbers_of_fifteen_digits_stay_valid() -> None:
    number = identity_number("110105491231002")
    assert (number.kind, number.birth, number.sex) == ("mainland_old", date(1949, 12, 31), "female")
    assert modern(number) == "11010519491231002X"


@each(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105 491231 002",
        "１１０１０５４９１２３１００２",
    ],
)
def test_a_number_has_one_writing_whatever_was_written(text: str) -> None:
    assert canonical(text) == "11010519491231002X"
    assert writings(text) == ("11010519491231002X", "110105491231002")
    assert same(text, "110105491231002")
    assert not same(text, "110105491231004")
    assert not same("", "")


def test_numbers_of_this_century_of_permits_and_of_foreigners_have_no_old_writing() -> None:
    for number in (
        sample_number(date(2000, 5, 20), 2),
        "810000199408230021",
        "932682198501010017",
        "UTO110065100101",
        "no number",
    ):
        assert writings(number) == (canonical(number),)


def test_samples_of_permits_of_foreigners_and_of_old_numbers_count_only_when_asked_for() -> None:
    old = "880000440315002"
    numbers = {
        old: "sample_old", "UTO110065100101": "foreign_permanent_old", sample_number(date(1985, 1, 1), 1, "988752"): "foreign_permanent",
    } | {sample_number(date(1990, 2, 3), 4, area): "hk_mo_tw" for area in SAMPLE_PERMITS}  # fmt: skip
    for number, kind in numbers.items():
        assert identity_number(number, samples=True, today=TODAY).kind == kind
        with pytest.raises(InvalidIdentityNumber) as refused:
            identity_number(number, today=TODAY)
        assert refused.value.fault == "sample_not_allowed"
    assert canonical(old) == sample_number(date(1944, 3, 15), 2)


@given(BIRTHS.filter(lambda day: day.year < 2000), st.integers(1, 999))
def test_the_old_writing_leads_back_to_the_new_one(birth: date, sequence: int) -> None:
    number, old = writings(sample_number(birth, sequence))
    assert canonical(old) == number


def test_old_permanent_residence_cards_stay_valid() -> None:
    number = identity_number("che110065100101")
    assert (number.value, number.kind, number.birth) == ("CHE110065100101", "foreign_permanent_old", None)


@given(BIRTHS, st.integers(min_value=1, max_value=999))
def test_sample_numbers_tell_birth_and_sex_and_count_only_when_asked_for(birth: date, sequence: int) -> None:
    number = sample_number(birth, sequence)
    read = identity_number(number, samples=True, today=TODAY)
    assert (read.kind, read.birth, read.sex) == ("sample", birth, "male" if sequence % 2 else "female")
    assert not is_identity_number(number, today=TODAY)


@given(BIRTHS, st.integers(1, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(birth: date, sequence: int, place: int, shift: int) -> None:
    number = sample_number(birth, sequence)
    digit = number[place]
    wrong = "0" if digit == "X" else str((int(digit) + shift) % 10)
    assert not is_identity_number(number[:place] + wrong + number[place + 1 :], samples=True, today=TODAY)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert is_identity_number(text, samples=True) in (True, False)


def test_tomorrow_is_no_birth_date() -> None:
    assert not is_identity_number(sample_number(TODAY + timedelta(days=1), 1), samples=True, today=TODAY)
    with pytest.raises(ValueError, match="three digits"):
        sample_number(TODAY, 1000)
