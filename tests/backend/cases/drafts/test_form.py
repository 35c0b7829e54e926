"""Answers are taken as people write them, tidied, and sent back with a sentence when they can't be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.answers import InvalidAnswer
from backend.cases.drafts.field_rules import normalize
from backend.cases.drafts.form import validate_page
from backend.catalogue.types import AnswerOption, FormField, When
from tests.support.each import each


def field(kind: str, **more: object) -> FormField:
    return FormField(key="x", kind=kind, label="这一项", **more)  # type: ignore[arg-type]


@each(
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
        ("number", "1234567", "1234567"),
        ("number", "三百二十", "320"),
        ("money", "￥1 200.50元", "1200.5"),
        ("money", "五万", "50000"),
        ("money", "1.5万", "15000"),
        ("money", "-0", "0"),
        ("person_name", "王\U0002ebf0", "王\U0002ebf0"),
        ("person_name", "王\U000323af", "王\U000323af"),
        ("person_name", "\uf9dc\u2fbc", "\uf9dc高"),
        ("id_number", "'11010519491231002×", "11010519491231002X"),
        ("id_number", "11010519491231002Х", "11010519491231002X"),
        ("plate", "粤b·12345", "粤B12345"),
        ("plate", "粤BD12345", "粤BD12345"),
        ("division", "440304007", "440304007"),
        ("person_name", "古丽•买买提", "古丽·买买提"),
        ("person_name", " 冼𬱖 ", "冼𬱖"),
        ("person_name", "ERIK LINDQVIST", "ERIK LINDQVIST"),
        ("id_number", "11010519491231002x", "11010519491231002X"),
        ("id_number", "810000 19940823 0021", "810000199408230021"),
        ("bank_account", "6222 0212-3456 7890", "6222021234567890"),
        ("bank_account", "６２２２　０２１２ 3456–7890", "6222021234567890"),
        ("credit_code", "11440304mb2d26978h", "11440304MB2D26978H"),
        *(
            ("money", text, kept)
            for text, kept in (
                ("5千", "5000"),
                ("1万5千", "15000"),
                ("壹仟元整", "1000"),
                ("100元人民币", "100"),
                (".5", "0.5"),
            )
        ),
        *(
            ("phone", text, "+8675582918333")
            for text in ("0755-82918333-801", "电话：0755 8291 8333", "075582918333。")
        ),
        ("phone", "8613800138000", "+8613800138000"),
        ("email", "mailto:name＠example。cn ", "name@example.cn"),
        ("person_name", "Mary J. Smith", "Mary J. Smith"),
        ("person_name", "ศรี  สุข", "ศรี สุข"),
        ("number", "３ 辆", "3"),
        ("text", "  两行\r\n字 ", "两行\n字"),
        ("yes_no", "yes", "yes"),
    ],
)
def test_what_people_write_is_understood(kind: str, written: str, kept: str) -> None:
    assert normalize(field(kind), written) == kept


@each(
    ("kind", "written"),
    [
        ("phone", "123"), ("phone", "奶奶"), ("phone", "1991234000"), ("phone", "138001380001"), ("phone", "1380013800O"),
        ("phone", "82918333"), ("phone", "85291234567"), ("plate", "2026-3"), ("division", "440304999"), ("division", "莲花街道"),
        *(("money", text) for text in ("nan", "inf", "1e400", "1_000", "1e3", "1,5", "12345678901234567890", "0.005", "-5", "元")),
        *(("number", text) for text in ("nan", "Infinity", "0.1234567", "١٢", "1.2.3")),
        ("date", "2026-02-30"), ("date", "昨天"), ("month", "2026-13"), ("number", "二三"),
        *(("money", text) for text in ("10²", "①", "½", "$100", "HK$100", "100-200", "约100")), ("number", "2公里"), ("date", "0001-01-01"),
        ("month", "0000-05"), ("phone", "13800138000/13900139000"), ("email", "name@example,cn"), ("email", "a..b@example.cn"),
        ("person_name", "\u0301"),
        ("person_name", "陈桂兰1"), ("person_name", "<b>"), ("id_number", "110105194912310021"), ("bank_account", "一二三"),
        ("bank_account", "٦٢٢٢٠٢١٢٣٤٥٦٧٨٩٠"),
        ("credit_code", "11440304MB2D269780"), ("yes_no", "maybe"), ("email", "me"), ("text", "a\x00b"),
    ],
)  # fmt: skip
def test_what_cannot_be_has_a_sentence(kind: str, written: str) -> None:
    with pytest.raises(InvalidAnswer) as wrong:
        normalize(field(kind), written)
    assert str(wrong.value).endswith("。")


@pytest.mark.parametrize("written", ["110", "114", "120", "10086", "11185"])
def test_a_hotline_is_called_one(written: str) -> None:
    with pytest.raises(InvalidAnswer, match=f"{written} 是服务热线，打过去找不到本人"):
        normalize(field("phone"), written)


def test_required_optional_and_too_long() -> None:
    with pytest.raises(InvalidAnswer, match="请填写“这一项”"):
        normalize(field("text"), "  ")
    with pytest.raises(InvalidAnswer, match="请选择“这一项”"):
        normalize(field("yes_no"), "")
    assert normalize(field("text", required=False), "  ") == ""
    with pytest.raises(InvalidAnswer, match="最多写5个字，现在有6个字"):
        normalize(field("text", max_length=5), "一二三四五六")


def test_a_unit_is_taken_off_where_the_question_names_it() -> None:
    area = FormField(key="x", kind="number", label="面积（平方米）")
    for written in ("60平方米", "60㎡", "60 平米", "六十平方"):
        assert normalize(area, written) == "60"
    for other in ("60米", "2亩"):
        with pytest.raises(InvalidAnswer):
            normalize(area, other)


def test_numbers_keep_their_bounds() -> None:
    bounded = field("number", min=1, max=10)
    assert normalize(bounded, "10") == "10"
    for outside in ("0", "11"):
        with pytest.raises(InvalidAnswer):
            normalize(bounded, outside)


def test_an_address_is_one_line() -> None:
    assert normalize(field("address"), "莲花街道\n 样本花园3栋 ") == "莲花街道 样本花园3栋"


def test_only_offered_options() -> None:
    options = (AnswerOption(value="a", label="甲"), AnswerOption(value="b", label="乙"))
    assert normalize(field("choices", options=options), ["b", "a"]) == ["a", "b"]
    for wrong in (["a", "c"], []):
        with pytest.raises(InvalidAnswer):
            normalize(field("choices", options=options), wrong)
    with pytest.raises(InvalidAnswer):
        normalize(field("choice", options=options), "c")
    with pytest.raises(InvalidAnswer):
        normalize(field("text"), ["a", "b"])


def test_a_question_is_asked_only_when_it_applies() -> None:
    first = FormField(key="first", kind="yes_no", label="一")
    second = FormField(key="second", kind="text", label="二", when=When(field="first", one_of=("yes",)))
    assert validate_page((first, second), {"first": "no"}, {}) == ({"first": "no"}, {})
    clean, errors = validate_page((first, second), {"first": "yes"}, {})
    assert clean == {"first": "yes"}
    assert "second" in errors
    assert validate_page((second,), {"second": "好"}, {"first": "yes"}) == ({"second": "好"}, {})


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
            kept = normalize(field(kind, required=False), text)
        except InvalidAnswer:
            continue
        assert isinstance(kept, str)
        assert normalize(field(kind, required=False), kept) == kept, "what is kept is understood again"


def test_a_chain_of_conditions_asks_only_what_is_on_the_screen() -> None:
    act = FormField(
        key="act",
        kind="choice",
        label="一",
        options=(AnswerOption(value="change", label="改"), AnswerOption(value="end", label="退")),
    )
    items = FormField(
        key="items",
        kind="choices",
        label="二",
        options=(AnswerOption(value="rent", label="租金"),),
        when=When(field="act", one_of=("change",)),
    )
    rent = FormField(key="rent", kind="money", label="三", when=When(field="items", one_of=("rent",)))
    form = (act, items, rent)
    before, errors = validate_page(form, {"act": "change", "items": ["rent"], "rent": "3000"}, {}, form=form)
    assert errors == {}
    assert validate_page(form, {"act": "end"}, before, form=form) == ({"act": "end"}, {})
    assert validate_page((rent,), {}, {**before, "act": "end"}, form=form) == ({}, {})


def test_the_parts_of_a_date_are_named_when_missing() -> None:
    for text, missing in (
        ("-11-5", "年份"),
        ("2026--25", "月份"),
        ("2026-11-", "日"),
        ("--5", "年份、月份"),
        ("2026--", "月份、日"),
    ):
        with pytest.raises(InvalidAnswer, match=f"还没有填{missing}。"):
            normalize(field("date"), text)
    with pytest.raises(InvalidAnswer, match="还没有填月份。"):
        normalize(field("month"), "2026-")


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_decimal_is_kept_as_the_same_number(value: Decimal) -> None:
    assert Decimal(str(normalize(field("money"), f"{value}"))) == value
    assert Decimal(str(normalize(field("money"), f"{value:,}"))) == value
