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


SHARED = """
-- columns: of_t
a, b::text as b

-- name: one
select {of_t}, '{}' as none from t where a = :a;

-- name: two
select {of_t} from t;
"""


def test_a_list_of_columns_is_written_once() -> None:
    found = parse(SHARED, "f")
    assert found["one"].text == "select a, b::text as b, '{}' as none from t where a = $1"
    assert found["two"].text == "select a, b::text as b from t"
    with pytest.raises(KeyError, match="of_u"):
        parse(SHARED.replace("-- columns: of_t", "-- columns: of_s").replace("{of_t}", "{of_u}"), "f")
