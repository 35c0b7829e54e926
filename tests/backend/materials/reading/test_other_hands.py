"""What papers drawn by another hand taught: numbers in two lines, labels beside or above, fronts without a title."""

from datetime import date

import pytest

from backend.catalogue.vocabulary import DocumentClass
from backend.kit.identity_number import check_digit
from backend.materials.reading import document_kind, extract, identity_documents, photo_checks
from backend.materials.reading.corroboration import ReadingContext, confirm_fields
from backend.materials.reading.run_checks import run_checks
from backend.materials.reading.types import ExpectedDocument, Quality, ReadField, Reading
from tests.backend.materials.reading.lines import line, read, seen, seen_empty

TODAY = date(2026, 11, 23)


def whole(seventeen: str) -> str:
    return seventeen + check_digit(seventeen)


def test_a_number_broken_in_its_cell_is_put_together_and_its_head_alone_is_never_confirmed() -> None:
    number = whole("31011520080322570")
    lines = (line("公民身份证件编号", 100, 500), line(number[:15], 420, 480), line(number[15:], 420, 525))
    assert read("household_page", *lines)["number"] == number
    page = seen(line("公民身份证件编号", 100, 500), line(number[:15], 420, 500))
    found = extract.extract_fields("household_page", page)
    assert found["number"].text == number[:15], "it looks like one of the old numbers"
    situation = ReadingContext(
        "household_page", found, Quality(), ExpectedDocument(), samples=False, today=TODAY, margins_empty=seen_empty
    )
    assert not confirm_fields(page, situation)["number"].confirmed


def test_an_old_number_counts_where_birth_and_sex_agree() -> None:
    page = seen(
        line("姓名", 100, 100), line("陈桂兰", 230, 100), line("性别", 100, 200), line("女", 230, 200), line("出生日期", 100, 300),
        line("1944年3月15日", 300, 300), line("公民身份号码", 100, 500), line("440304440315002", 420, 500),
    )  # fmt: skip
    found = extract.extract_fields("household_page", page)
    situation = ReadingContext(
        "household_page", found, Quality(), ExpectedDocument(), samples=False, today=TODAY, margins_empty=seen_empty
    )
    number = confirm_fields(page, situation)["number"]
    assert (number.confirmed, number.why) == (True, "birth_date")


def test_a_permit_of_hong_kong_has_no_title_on_its_front() -> None:
    page = seen(
        line("姓名", 100, 100), line("郑文", 230, 100), line("性别", 100, 200), line("女", 230, 200), line("出生", 100, 300),
        line("1941年7月18日", 230, 300), line("住址", 100, 400), line("广东省深圳市福田区福强路3030号", 230, 400),
        line("公民身份号码", 100, 700), line(whole("81000019410718040"), 420, 700),
    )  # fmt: skip
    kind: DocumentClass = document_kind.classify(page)[0]
    assert kind == "residence_permit"
    fields = {name: found.text for name, found in extract.extract_fields(kind, page).items()}
    assert fields["address"] == "广东省深圳市福田区福强路3030号"


def test_a_foreigners_card_with_values_below_their_labels() -> None:
    page = seen(
        line("中华人民共和国外国人永久居留身份证", 300, 40), line("姓名/Name", 400, 160), line("IVANOVA ELENA", 400, 210),
        line("性别/Sex", 400, 270), line("出生日期/Date of Birth", 800, 270), line("女/F", 400, 320), line("1990.04.04", 800, 320),
        line("国籍/Nationality", 400, 380), line("俄罗斯/RUS", 400, 430), line("有效期限/Period of Validity", 400, 490),
        line("2018.08.01-2028.08.01", 400, 540), line("证件号码/ID No.", 400, 600), line(whole("93164319900404112"), 400, 650),
    )  # fmt: skip
    kind, sure = document_kind.classify(page)
    assert (kind, sure) == ("permanent_residence_card", True)
    assert {name: found.text for name, found in extract.extract_fields(kind, page).items()} == {
        "name": "IVANOVA ELENA", "sex": "女", "birth_date": "1990-04-04", "nationality": "俄罗斯",
        "number": whole("93164319900404112"), "valid_from": "2018-08-01", "valid_until": "2028-08-01",
    }  # fmt: skip


def test_parents_numbers_stand_under_their_names() -> None:
    mother, father = whole("44030519821130643"), whole("65410119810604135")
    fields = read(
        "birth_certificate", line("出生医学证明", 500, 40), line("母亲姓名", 100, 200), line("卢丽文", 300, 200),
        line("身份证号", 100, 300), line(mother, 300, 300), line("父亲姓名", 100, 400), line("赵磊庆", 300, 400),
        line("身份证号", 100, 500), line(father, 300, 500),
    )  # fmt: skip
    assert (fields["mother_number"], fields["father_number"]) == (mother, father)


def test_a_covered_number_of_one_parent_is_not_the_other_parents() -> None:
    father = whole("65410119810604135")
    below = (
        line("父亲姓名", 100, 260),
        line("赵磊庆", 300, 260),
        line("父亲身份证号", 600, 260),
        line(father, 860, 260),
    )
    mother = (
        line("出生医学证明", 500, 40),
        line("母亲姓名", 100, 200),
        line("卢丽文", 300, 200),
        line("母亲身份证号", 600, 200),
    )
    assert read("birth_certificate", *mother, line("4403051982", 860, 200), *below)["mother_number"] == "4403051982"
    assert read("birth_certificate", *mother, *below).get("mother_number", "") != father, "wholly covered"


def test_the_end_of_an_address_in_a_line_of_its_own_and_a_gate_that_looks_like_another_word() -> None:
    fields = read(
        "id_card_front", line("姓名", 100, 100), line("梁子", 230, 100), line("出生", 100, 200), line("1989年8月17日", 230, 200),
        line("住址", 100, 300), line("湖北省武汉市滨河东路291号院6号楼3内2", 230, 300), line("OB", 230, 350),
        line("公民身份号码", 100, 600), line(whole("42010619890817637"), 420, 600),
    )  # fmt: skip
    assert fields["address"] == "湖北省武汉市滨河东路291号院6号楼3门20B"


def test_a_bill_states_its_sum() -> None:
    assert (
        read(
            "other", line("医疗费用收据", 300, 40), line("药费 120.50", 100, 200), line("合计：¥1,234.50元", 100, 400)
        )["amount"]
        == "1234.50"
    )


def test_the_other_side_of_a_permit_of_hong_kong() -> None:
    page = seen(
        line("中华人民共和国", 400, 40), line("港澳居民居住证", 400, 120), line("签发机关", 100, 300), line("深圳市公安局福田分局", 330, 300),
        line("有效期限", 100, 400), line("2024.05.06-2029.05.06", 330, 400), line("通行证号码", 100, 500), line("H00012345", 330, 500),
        line("签发次数", 100, 600), line("02", 330, 600),
    )  # fmt: skip
    kind, sure = document_kind.classify(page)
    assert (kind, sure) == ("residence_permit", True)
    assert {name: found.text for name, found in extract.extract_fields(kind, page).items()} == {
        "authority": "深圳市公安局福田分局", "pass_number": "H00012345", "issues": "02", "valid_from": "2024-05-06", "valid_until": "2029-05-06",
    }  # fmt: skip
    assert photo_checks.required_fields(kind, {"authority", "pass_number"}) == ("authority", "valid_until")
    assert photo_checks.required_fields(kind, {"name", "number", "authority"}) == ("name", "number")


def test_a_new_card_of_a_foreigner_that_also_bears_the_number_of_before() -> None:
    new, old = whole("98812419900404112"), "UTO110090040412"
    lines = (
        line("外国人永久居留身份证", 300, 40),
        line("原证件号码", 400, 100),
        line(old, 620, 100),
        line("证件号码/ID No.", 400, 600),
        line(new, 700, 600),
    )
    assert read("permanent_residence_card", *lines)["number"] == new
    assert read("permanent_residence_card", *lines[:3])["number"] == old
    as_recognised = line(old.replace("O", "0"), 620, 100)
    assert read("permanent_residence_card", *lines[:2], as_recognised)["number"] == old, "the country is in letters"


def test_a_foreigners_long_name_goes_on_in_the_next_line() -> None:
    fields = read(
        "permanent_residence_card", line("姓名/Name", 400, 160), line("GONZALEZ MARIA FERNANDA", 400, 210), line("ALEKSANDRA INGRID", 400, 250),
        line("性别/Sex", 400, 320), line("女/F", 400, 370),
    )  # fmt: skip
    assert fields["name"] == "GONZALEZ MARIA FERNANDA ALEKSANDRA INGRID"


def test_a_name_in_parts_goes_on_above_and_below_its_label() -> None:
    fields = read(
        "id_card_front", line("夏曼孜帕丽依·夏阿卜依提·古提", 230, 60), line("姓名", 100, 100), line("图尼甫古玉丽.其克尼·古阿", 230, 100),
        line("·来图尔逊·尔克帕", 230, 140), line("性别", 100, 200), line("女", 230, 200), line("民族", 400, 200), line("回", 500, 200),
        line("出生", 100, 300), line("1989年8月17日", 230, 300), line("公民身份号码", 100, 600), line(whole("42010619890817637"), 420, 600),
    )  # fmt: skip
    assert fields["name"] == "夏曼孜帕丽依·夏阿卜依提·古提图尼甫古玉丽·其克尼·古阿·来图尔逊·尔克帕"
    assert fields["sex"] == "女"


@pytest.mark.parametrize(
    ("kind", "number", "front"),
    [
        ("residence_permit", whole("81000019410718040"), True), ("residence_permit", whole("88000019410718040"), False),
        ("permanent_residence_card", "UTO110090040412", True), ("household_page", whole("88000019410718040"), False),
    ],
)  # fmt: skip
def test_which_cards_do_where_an_identity_card_is_asked_for(kind: DocumentClass, number: str, front: bool) -> None:
    """The city's own permit says where somebody lives, not who they are."""
    read_of = Reading(
        "read", kind, True, {"name": ReadField("郑文"), "number": ReadField(number)}, Quality(legibility=1), 1
    )
    assert identity_documents.identifies_holder(kind, read_of.fields) == front
    (finding,) = run_checks(read_of, ("right_class",), ExpectedDocument(kind="id_card_front"), TODAY)
    assert finding.outcome == ("passed" if front else "failed")


def test_an_old_number_of_a_foreigner_is_not_called_confirmed_and_nobody_is_asked_for_another_photo() -> None:
    page = seen(
        line("外国人永久居留身份证", 300, 40), line("证件号码/ID No.", 400, 600), line("UTO110090040412", 700, 600)
    )
    situation = ReadingContext(
        "permanent_residence_card",
        extract.extract_fields("permanent_residence_card", page),
        Quality(),
        ExpectedDocument(),
        True,
        TODAY,
        seen_empty,
    )
    fields = confirm_fields(page, situation)
    assert not fields["number"].confirmed
    (finding,) = run_checks(
        Reading("read", "permanent_residence_card", True, fields, Quality(), 1),
        ("checksum",),
        ExpectedDocument(),
        TODAY,
    )
    assert (finding.outcome, "不用重拍" in finding.advice) == ("could_not_tell", True)
