"""Text and dates as recognised become comparable."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from backend.materials.reading.normalize_text import dates, first_date, normalise_text, same_value
from backend.materials.samples.sheets import chinese_date
from tests.support.each import each


@each(
    ("read", "meant"),
    [
        ("別漢強黃東", "别汉强黄东"),
        ("１９４４年３月", "1944年3月"),
        ("古丽・买买提", "古丽·买买提"),
        ("古丽•买买提", "古丽·买买提"),
        ("乾昇堃喆", "乾昇堃喆"),
        ("䶮翀骉𬴊", "䶮翀骉𬴊"),
        ("刘龑钱鏐李頔", "刘龑钱鏐李頔"),
        ("Ｘ（甲方）：", "X(甲方):"),
    ],
)
def test_one_writing(read: str, meant: str) -> None:
    assert normalise_text(read) == meant


def test_both_writings_of_a_rare_name_are_the_same_name() -> None:
    assert same_value("name", "刘龑", "刘䶮")
    assert not same_value("name", "周昇", "周升")
    assert not same_value("name", "刘龑", "刘龙")


@each(
    ("text", "days"),
    [
        ("1944年3月15日", ["1944-03-15"]),
        ("1944 年 3 月 15 日", ["1944-03-15"]),
        ("2015.03.04-2035.03.04", ["2015-03-04", "2035-03-04"]),
        ("2015-03-04", ["2015-03-04"]),
        ("20150304", ["2015-03-04"]),
        ("二〇〇七年六月三十日", ["2007-06-30"]),
        ("一九八五年二月十五日生，于二〇〇三年九月", ["1985-02-15", "2003-09-30"]),
        ("二○二四年十二月", ["2024-12-31"]),
        ("2023年2月30日", []),
        ("2023年13月1日", []),
        ("880000194403150022", []),
        ("一九八年六月三十日", ["1980-06-30"]),
        ("二〇一年六月三十日", []),
    ],
)
def test_dates_as_clerks_write_them(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in dates(normalise_text(text))] == days
    assert first_date(normalise_text(text)) == (days[0] if days else "")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_in_chinese_numerals_is_understood(day: date) -> None:
    assert dates(chinese_date(day)) == [day]


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    dates(normalise_text(text))
    assert normalise_text(normalise_text(text)) == normalise_text(text)
