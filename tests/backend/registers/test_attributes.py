"""The attribute dictionary says what can be known, and refuses what an attribute can't be."""

from pathlib import Path

import pytest

from backend.registers.attributes import AttributeFileError, attributes, read_attributes
from backend.rules.types import AttributeOption

GOOD = '[birth_date]\nlabel = "出生日期"\nkind = "date"\nsource = "population"\nquestion = "哪一天出生？"\n'
AGE = (
    '[age]\nlabel = "年龄"\nkind = "number"\nsource = "population"\nquestion = "多大？"\n'
    'derived = { by = "completed_years", of = "birth_date" }\n'
)


def read(tmp_path: Path, text: str):
    file = tmp_path / "attributes.toml"
    file.write_text(text, "utf-8")
    return read_attributes(file)


def test_every_attribute_has_words_for_a_resident():
    assert len(attributes()) > 100
    for attribute in attributes().values():
        assert attribute.label
        assert attribute.question.endswith("？")
        assert attribute.visible_to
        assert len({option.value for option in attribute.options}) == len(attribute.options) <= 64


def test_a_sensitive_attribute_is_never_shown_to_a_helper():
    assert [
        one.name for one in attributes().values() if one.sensitivity == "sensitive" and "helper" in one.visible_to
    ] == []


def test_a_derived_attribute_asks_for_what_it_rests_on(tmp_path):
    read_back = read(tmp_path, GOOD + AGE)
    assert read_back["age"].question == "哪一天出生？"
    assert read_back["age"].derived is not None
    assert read_back["age"].derived.label == "出生日期"
    assert list(read_back) == ["birth_date", "age"]


def test_options_keep_their_order():
    assert attributes()["sex"].options == (AttributeOption("male", "男"), AttributeOption("female", "女"))
    assert attributes()["sex"].label_of("female") == "女"
    assert attributes()["sex"].label_of("other") == "other"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("[birth_date]", "[BirthDate]"), r"\[BirthDate\]"),
        (GOOD.replace('"date"', '"day"'), r"\[birth_date\].*kind"),
        (GOOD.replace('"population"', '"police"'), r"\[birth_date\].*source"),
        (GOOD + "unknown = 1\n", r"\[birth_date\].*unknown"),
        (GOOD.replace('"date"', '"code"'), r"\[birth_date\].*options"),
        (GOOD.replace('"date"', '"records"'), r"\[birth_date\].*options"),
        (AGE, r"\[age\].*derived"),
        (GOOD.replace('"date"', '"number"') + AGE, r"\[age\].*derived"),
        (GOOD + AGE.replace('"number"', '"date"'), r"\[age\].*derived"),
    ],
)
def test_a_mistake_names_the_file_and_the_attribute(tmp_path, text, says):
    with pytest.raises(AttributeFileError, match=says):
        read(tmp_path, text)
