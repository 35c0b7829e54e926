"""A value is called confirmed only when it agrees with something else than itself."""

from datetime import date

from stdnum import luhn
from stdnum.cn import uscc

from backend.catalogue.vocabulary import DocumentClass
from backend.kit.identity_number import sample_number
from backend.materials.reading.corroboration import ReadingContext, confirm_fields
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import same_value
from backend.materials.reading.place_names import is_known_office
from backend.materials.reading.types import ExpectedDocument, Quality, Region
from tests.backend.materials.reading.lines import seen_empty
from tests.support.each import each

TODAY = date(2026, 6, 1)
NUMBER = sample_number(date(1944, 3, 15), 2)
CLEAR, UNKNOWN = Quality(), ExpectedDocument()
CODE = "91440304MA5ABCDE0"


def judged(
    kind: DocumentClass,
    values: dict[str, str],
    quality: Quality = CLEAR,
    expected: ExpectedDocument = UNKNOWN,
    whole: bool = True,
) -> dict[str, str]:
    """What confirms each value, by name; nothing for a value that nothing confirms."""
    found = {}
    for row, (name, value) in enumerate(values.items()):
        frame = (200.0, 100.0 + 60 * row, 600.0, 140.0 + 60 * row)
        box = Box(value, 0.99, frame[0], frame[2], frame[1], frame[3], 0.0, frame)
        found[name] = LabelledValue(value, (BoxPart(box, 0, len(value)),))
    situation = ReadingContext(kind, found, quality, expected, True, TODAY, lambda value, below: whole)
    return {name: field.why for name, field in confirm_fields(PageLayout((), 1000, 1000), situation).items()}


FRONT = {
    "number": NUMBER,
    "name": "陈桂兰",
    "sex": "女",
    "birth_date": "1944-03-15",
    "ethnicity": "汉",
    "address": "深圳市福田区红荔路1号",
}


def test_birth_and_sex_agree_with_the_number_and_the_name_with_the_account() -> None:
    alone = judged("id_card_front", FRONT)
    assert alone == {
        "number": "check_digit",
        "name": "",
        "sex": "number",
        "birth_date": "number",
        "ethnicity": "closed_list",
        "address": "",
    }
    known = judged(
        "id_card_front",
        FRONT,
        expected=ExpectedDocument(profile={"name": "陈桂兰"}, form={"address": "深圳市，福田区 红荔路1号"}),
    )
    assert (known["name"], known["address"]) == ("profile", "form")


def test_a_parents_number_is_of_a_mother_or_a_father() -> None:
    father = sample_number(date(1944, 3, 15), 1)
    told = {"mother_number": NUMBER, "father_number": father}
    assert judged("birth_certificate", told) == dict.fromkeys(told, "check_digit")
    swapped = {"mother_number": father, "father_number": NUMBER}
    assert judged("birth_certificate", swapped) == dict.fromkeys(told, "")


@each(
    ("name", "wrong"),
    [
        ("number", NUMBER[:-1] + "9"),
        ("birth_date", "1944-03-16"),
        ("sex", "男"),
        ("ethnicity", "汗"),
        ("name", "陈佳兰"),
    ],
)
def test_a_wrong_value_is_never_confirmed(name: str, wrong: str) -> None:
    assert (
        judged("id_card_front", FRONT | {name: wrong}, expected=ExpectedDocument(profile={"name": "陈桂兰"}))[name]
        == ""
    )


def test_glare_beside_a_value_and_the_pictures_edge_take_confirmation_away() -> None:
    blob = Region(0.61, 0.1, 0.7, 0.13)
    assert judged("id_card_front", FRONT, Quality(glare=(blob,)))["number"] == ""
    far = Region(0.9, 0.8, 0.95, 0.9)
    assert judged("id_card_front", FRONT, Quality(glare=(far,)))["number"] == "check_digit"
    cut = Box(NUMBER, 0.99, 4.0, 500.0, 100.0, 140.0, 0.0, (4.0, 100.0, 500.0, 140.0))
    situation = ReadingContext(
        "id_card_front",
        {"number": LabelledValue(NUMBER, (BoxPart(cut, 0, 18),))},
        Quality(),
        ExpectedDocument(),
        True,
        TODAY,
        seen_empty,
    )
    assert not confirm_fields(PageLayout((), 1000, 1000), situation)["number"].confirmed


def test_what_follows_from_the_number_is_said_to_come_from_it() -> None:
    told = judged("id_card_front", {"number": NUMBER})
    assert told == {"number": "check_digit", "birth_date": "from_number", "sex": "from_number"}
    assert judged("id_card_front", {"number": NUMBER[:-1] + "9"}) == {"number": ""}


@each(
    ("start", "until", "why"),
    [
        ("2015-03-04", "2035-03-04", "term"),
        ("2015-03-04", "2033-03-04", ""),
        ("2015-03-04", "2035-08-04", ""),
        ("2015-03-04", "长期", "closed_list"),
        ("2026-07-01", "2027-06-30", "term"),
    ],
)
def test_a_validity_agrees_with_itself_by_usual_terms(start: str, until: str, why: str) -> None:
    assert judged("id_card_back", {"valid_from": start, "valid_until": until})["valid_until"] == why


def test_codes_with_check_digits() -> None:
    code = CODE + uscc.calc_check_digit(CODE)
    assert judged("business_licence", {"credit_code": code})["credit_code"] == "check_digit"
    wrong = code[:5] + ("1" if code[5] != "1" else "2") + code[6:]
    assert judged("business_licence", {"credit_code": wrong})["credit_code"] == ""
    assert judged("bank_card", {"number": "6222600008736150047"})["number"] == "check_digit"
    assert judged("bank_card", {"number": "6222600008736150048"})["number"] == ""
    assert judged("bank_card", {"number": "622260000873615"})["number"] == "", "a shortened number is never confirmed"
    card = {"number": NUMBER + "43", "category": "肢体", "level": "三级"}
    assert set(judged("disability_certificate", card).values()) == {"number"}
    assert set(judged("disability_certificate", card | {"level": "二级"}).values()) == {""}


@each(
    ("office", "known"),
    [
        ("深圳市公安局福田分局", True),
        ("长沙市公安局岳麓分局", True),
        ("兴宁市公安局", True),
        ("衡南县公安局", True),
        ("北京市公安局海淀分局", True),
        ("成都市公安局武侯区分局", True),
        ("深圳市公安局岳麓分局", False),
        ("深州市公安局福田分局", False),
        ("深圳市公安局福由分局", False),
        ("公安局", False),
    ],
)
def test_an_office_is_confirmed_by_the_names_of_places(office: str, known: bool) -> None:
    assert is_known_office(office) is known


def test_the_fifteen_digits_of_old_agree_with_an_account_that_has_eighteen() -> None:
    old = "880000440315002"
    assert judged("household_page", {"number": old})["number"] == "", "fifteen digits have no check digit"
    assert (
        judged("household_page", {"number": old}, expected=ExpectedDocument(profile={"number": NUMBER}))["number"]
        == "profile"
    )
    other = sample_number(date(1944, 3, 15), 4)
    assert (
        judged("household_page", {"number": old}, expected=ExpectedDocument(profile={"number": other}))["number"] == ""
    )
    assert same_value("number", old, NUMBER.lower())


def test_writings_that_mean_the_same() -> None:
    assert same_value("sex", "女", "female")
    assert same_value("ethnicity", "汉族", "汉")
    assert same_value("name", "古丽·买买提", "古丽・买买提")
    assert same_value("monthly_rent", "3,000.00元", "3000")
    assert same_value("capital", "100万元人民币", "1000000")
    assert not same_value("monthly_rent", "1200.5", "12005")
    assert not same_value("name", "", "")
    assert not same_value("sex", "男", "female")


@each(
    ("kind", "name", "value"),
    [
        ("id_card_back", "authority", "深圳市公安局"),
        ("id_card_back", "authority", "衡南县公安局"),
        ("id_card_front", "ethnicity", "土"),
        ("bank_card", "number", "6222600008736150"),
        ("bank_card", "bank", "中国银行"),
    ],
)
def test_what_may_be_shortened_needs_a_second_source(kind: DocumentClass, name: str, value: str) -> None:
    if name == "number":
        value = value[:-1] + luhn.calc_check_digit(value[:-1])
    assert judged(kind, {name: value})[name]
    assert judged(kind, {name: value}, whole=False)[name] == ""
    known = ExpectedDocument(profile={name: value})
    assert judged(kind, {name: value}, expected=known, whole=False)[name] == "profile"


def test_a_value_of_fixed_length_cannot_be_shortened() -> None:
    assert judged("id_card_front", {"number": NUMBER}, whole=False)["number"] == "check_digit"
    assert judged("bank_card", {"number": "6222600008736150047"}, whole=False)["number"] == "check_digit"
