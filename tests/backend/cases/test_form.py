"""Answers are taken as people write them, tidied, and sent back with a sentence when they can't be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.form import Wrong, account_looks_odd, check, tidy
from backend.catalogue.types import FormField, Option, When


def field(kind: str, **more: object) -> FormField:
    return FormField(key="x", kind=kind, label="这一项", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("phone", "199 0000 0001", "+8619900000001"),
        ("phone", "１９９００００００ ０１", "+8619900000001"),
        ("phone", "+852 9123 4567", "+85291234567"),
        ("phone", "0755-82918888", "+8675582918888"),
        ("date", "1944-3-15", "1944-03-15"),
        ("date", "1944年3月15日", "1944-03-15"),
        ("date", "19440315", "1944-03-15"),
        ("month", "2026年7月", "2026-07"),
        ("money", "1,200.50", "1200.5"),
        ("number", "３", "3"),
        ("person_name", "古丽•买买提", "古丽·买买提"),
        ("person_name", " 冼𬱖 ", "冼𬱖"),
        ("person_name", "ERIK LINDQVIST", "ERIK LINDQVIST"),
        ("id_number", "11010519491231002x", "11010519491231002X"),
        ("id_number", "810000 19940823 0021", "810000199408230021"),
        ("bank_account", "6222 0212-3456 7890", "6222021234567890"),
        ("bank_account", "６２２２　０２１２ 3456–7890", "6222021234567890"),
        ("credit_code", "11440304mb2d26978h", "11440304MB2D26978H"),
        ("text", "  两行\r\n字 ", "两行\n字"),
        ("yes_no", "yes", "yes"),
    ],
)
def test_what_people_write_is_understood(kind: str, written: str, kept: str) -> None:
    assert tidy(field(kind), written) == kept


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("phone", "123"), ("phone", "奶奶"), ("date", "2026-02-30"), ("date", "昨天"), ("month", "2026-13"), ("number", "三"),
        ("person_name", "陈桂兰1"), ("person_name", "<b>"), ("id_number", "110105194912310021"), ("bank_account", "一二三"),
        ("bank_account", "٦٢٢٢٠٢١٢٣٤٥٦٧٨٩٠"),
        ("credit_code", "11440304MB2D269780"), ("yes_no", "maybe"), ("email", "me"), ("text", "藏\u202e字"), ("text", "a\x00b"),
    ],
)  # fmt: skip
def test_what_cannot_be_has_a_sentence(kind: str, written: str) -> None:
    with pytest.raises(Wrong) as wrong:
        tidy(field(kind), written)
    assert str(wrong.value).endswith("。")


def test_required_optional_and_too_long() -> None:
    with pytest.raises(Wrong, match="请填写“这一项”"):
        tidy(field("text"), "  ")
    with pytest.raises(Wrong, match="请选择“这一项”"):
        tidy(field("yes_no"), "")
    assert tidy(field("text", required=False), "  ") == ""
    with pytest.raises(Wrong, match="最多写5个字，现在有6个字"):
        tidy(field("text", max_length=5), "一二三四五六")


def test_numbers_keep_their_bounds() -> None:
    bounded = field("number", min=1, max=10)
    assert tidy(bounded, "10") == "10"
    for outside in ("0", "11"):
        with pytest.raises(Wrong):
            tidy(bounded, outside)


def test_an_address_is_one_line() -> None:
    assert tidy(field("address"), "莲花街道\n 样本花园3栋 ") == "莲花街道 样本花园3栋"


def test_only_offered_options() -> None:
    options = (Option(value="a", label="甲"), Option(value="b", label="乙"))
    assert tidy(field("choices", options=options), ["b", "a"]) == ["a", "b"]
    for wrong in (["a", "c"], []):
        with pytest.raises(Wrong):
            tidy(field("choices", options=options), wrong)
    with pytest.raises(Wrong):
        tidy(field("choice", options=options), "c")
    with pytest.raises(Wrong):
        tidy(field("text"), ["a", "b"])


def test_a_question_is_asked_only_when_it_applies() -> None:
    first = FormField(key="first", kind="yes_no", label="一")
    second = FormField(key="second", kind="text", label="二", when=When(field="first", one_of=("yes",)))
    assert check((first, second), {"first": "no"}, {}) == ({"first": "no"}, {})
    clean, errors = check((first, second), {"first": "yes"}, {})
    assert clean == {"first": "yes"}
    assert "second" in errors
    assert check((second,), {"second": "好"}, {"first": "yes"}) == ({"second": "好"}, {})


@given(st.text(max_size=60))
def test_no_text_breaks_a_field(text: str) -> None:
    for kind in (
        "text",
        "phone",
        "date",
        "month",
        "number",
        "person_name",
        "id_number",
        "bank_account",
        "credit_code",
        "email",
    ):
        try:
            kept = tidy(field(kind, required=False), text)
        except Wrong:
            continue
        assert isinstance(kept, str)
        assert tidy(field(kind, required=False), kept) == kept, "what is kept is understood again"


def test_an_odd_account_is_worth_a_second_look() -> None:
    assert account_looks_odd("6222021234567890")
    assert not account_looks_odd("4111111111111111")
    assert not account_looks_odd("123456789")
