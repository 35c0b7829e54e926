"""Codes of 13 signs: how they look, and how they are typed."""

from hypothesis import given
from hypothesis import strategies as st

from backend.delegation.codes import ALPHABET, LENGTH, grouped, new_code, parse_printed_code


def test_codes_have_thirteen_signs_that_nobody_confuses() -> None:
    made = {new_code() for _ in range(500)}
    assert len(made) == 500
    assert len(ALPHABET) == 21
    assert not set(ALPHABET) & set("0O1IL2Z4A5SEUC")
    assert all(len(one) == LENGTH and one[0] == "V" and set(one[1:]) <= set(ALPHABET) for one in made)
    assert grouped("V36789BDFGHJK") == "V-3678-9BDF-GHJK"


@given(st.sampled_from(["", " ", "-", "－", "  "]), st.booleans())
def test_a_code_is_read_however_it_is_typed(between: str, small: bool) -> None:
    code = new_code()
    written = between.join(code)
    assert parse_printed_code(written.lower() if small else written) == code
    assert parse_printed_code(grouped(code)) == code


@given(st.text(max_size=20))
def test_anything_else_is_no_code(text: str) -> None:
    assert len(parse_printed_code(text)) in {0, LENGTH}
    assert not parse_printed_code("V0000-0000-0000")
