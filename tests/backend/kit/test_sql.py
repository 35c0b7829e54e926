"""Named statements: parameters by name, nothing missing, nothing surplus, nothing replaced where it is only text."""

import pytest

from backend.kit.sql import parse

TEXT = """
-- name: one
-- Says :nothing here.
select ':not_me', a::text from t where x = :x and y = :y or x = :x;

-- name: two
select 1;
"""


def test_names_become_numbers_outside_text_and_comments() -> None:
    one = parse(TEXT, "f")["one"]
    assert one.parameters == ("x", "y")
    assert "':not_me', a::text" in one.text
    assert "x = $1 and y = $2 or x = $1" in one.text
    assert one.bind({"y": 2, "x": 1}) == [1, 2]


@pytest.mark.parametrize("given", [{"x": 1}, {"x": 1, "y": 2, "z": 3}, {}])
def test_missing_and_surplus_arguments_are_mistakes(given: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="one takes"):
        parse(TEXT, "f")["one"].bind(given)


def test_every_statement_is_found() -> None:
    assert set(parse(TEXT, "f")) == {"one", "two"}
