"""From lines to fields, without any picture: labels lost, merged, split, spread, and values in two lines."""

import pytest

from backend.materials.reading import document_kind
from tests.backend.materials.reading.lines import line, read, seen
from tests.support.each import each

NUMBER = "880000194403150022"
WHOLE = {
    "name": "陈桂兰",
    "sex": "女",
    "ethnicity": "汉",
    "birth_date": "1944-03-15",
    "address": "广东省深圳市福田区红荔路1号2栋301",
    "number": NUMBER,
}
AS_PRINTED = (
    ("姓名", 100, 100),
    ("陈桂兰", 230, 95),
    ("性别", 100, 200),
    ("女", 230, 200),
    ("民族", 380, 200),
    ("汉", 500, 200),
    ("出生", 100, 300),
    ("1944年3月15日", 230, 300),
    ("住址", 100, 400),
    ("广东省深圳市福田区红荔", 230, 400),
    ("路1号2栋301", 230, 450),
    ("公民身份号码", 100, 700),
    (NUMBER, 420, 700),
)
WAYS = {
    "as printed": AS_PRINTED,
    "labels and values in one line": (
        ("姓名陈桂兰", 100, 100),
        ("性别女", 100, 200),
        ("民族汉", 380, 200),
        ("出生1944年3月15日", 100, 300),
        ("住址广东省深圳市福田区红荔", 100, 400),
        ("路1号2栋301", 190, 450),
        ("公民身份号码" + NUMBER, 100, 700),
    ),
    "sex and ethnicity in one line": (
        ("姓 名 陈桂兰", 100, 100),
        ("性 别 女 民 族 汉", 100, 200),
        ("出生 1944 年 3 月 15 日", 100, 300),
        ("住址 广东省深圳市福田区红荔", 100, 400),
        ("路1号2栋301", 190, 450),
        (NUMBER, 420, 700),
    ),
    "no labels at all": (
        ("陈桂兰", 230, 100),
        ("女", 230, 200),
        ("汉", 500, 200),
        ("1944年3月15日", 230, 300),
        ("广东省深圳市福田区红荔", 230, 400),
        ("路1号2栋301", 230, 450),
        (NUMBER, 420, 700),
    ),
    "spread labels": (
        ("姓", 100, 100),
        ("名", 170, 100),
        ("陈桂兰", 260, 100),
        ("性", 100, 200),
        ("别", 170, 200),
        ("女", 260, 200),
        ("民族", 380, 200),
        ("汉", 500, 200),
        ("出生", 100, 300),
        ("1944年", 260, 300),
        ("3月", 450, 300),
        ("15日", 560, 300),
        ("住", 100, 400),
        ("址", 170, 400),
        ("广东省深圳市福田区红荔", 260, 400),
        ("路1号2栋301", 260, 450),
        ("公民身份号码", 100, 700),
        (NUMBER, 420, 700),
    ),
    "number in two boxes, label's end clinging to it": (
        *AS_PRINTED[:-2],
        ("公民身份号码8", 100, 700),
        ("8800001944", 420, 700),
        ("03150022", 680, 700),
    ),
    "letters for digits": (*AS_PRINTED[:-1], ("88OOOO1944O3150O22", 420, 700)),
    "sample mark": (*AS_PRINTED, ("样本", 1100, 60), ("SAMPLE", 1200, 60)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("tilt", [0.0, 0.12, -0.2])
def test_the_front_is_read_however_its_lines_were_found(way: str, tilt: float) -> None:
    lines = [line(text, x, y, tilt=tilt) for text, x, y in WAYS[way]]
    assert read("id_card_front", *lines) == WHOLE


def test_a_road_named_after_a_people_is_no_label() -> None:
    lines = [line(text, x, y) for text, x, y in AS_PRINTED if "红荔" not in text and "栋" not in text]
    lines += [line("广西南宁市青秀区", 230, 400), line("民族大道1号", 230, 450)]
    fields = read("id_card_front", *lines)
    assert fields["address"] == "广西南宁市青秀区民族大道1号"
    assert fields["ethnicity"] == "汉"


def test_a_missing_number_and_a_missing_value_stay_missing() -> None:
    lines = [line(text, x, y) for text, x, y in AS_PRINTED if text not in (NUMBER, "女", "公民身份号码")]
    assert set(read("id_card_front", *lines)) == {"name", "ethnicity", "birth_date", "address"}


@pytest.mark.parametrize(
    ("shown", "start", "until"),
    [
        ("2015.03.04-2035.03.04", "2015-03-04", "2035-03-04"),
        ("2015.03.04-长期", "2015-03-04", "长期"),
        ("2015.03.04至2035.03.04", "2015-03-04", "2035-03-04"),
        ("2035.03.04", None, "2035-03-04"),
    ],
)
def test_the_back_tells_authority_and_validity(shown: str, start: str | None, until: str) -> None:
    lines = (
        line("中华人民共和国", 500, 100),
        line("居民身份证", 500, 200),
        line("签发机关", 300, 600),
        line("深圳市公安局福田分局", 520, 600),
        line("有效期限", 300, 700),
        line(shown, 520, 700),
    )
    assert document_kind.classify(seen(*lines)) == ("id_card_back", True)
    fields = read("id_card_back", *lines)
    assert (fields["authority"], fields.get("valid_from"), fields["valid_until"]) == (
        "深圳市公安局福田分局",
        start,
        until,
    )


def test_both_sides_on_one_sheet_give_all_fields() -> None:
    lines = [line(text, x, y) for text, x, y in AS_PRINTED]
    lines += [
        line("签发机关", 300, 820),
        line("深圳市公安局福田分局", 520, 820),
        line("有效期限", 300, 870),
        line("2015.03.04-长期", 520, 870),
    ]
    assert read("id_card_front", *lines) == WHOLE | {
        "authority": "深圳市公安局福田分局",
        "valid_from": "2015-03-04",
        "valid_until": "长期",
    }


def test_empty_cells_of_a_household_page_stay_empty() -> None:
    lines = (
        line("常住人口登记卡", 500, 20),
        line("姓名", 100, 100),
        line("陈桂兰", 230, 100),
        line("户主或与", 600, 85, height=30),
        line("户主关系", 600, 118, height=30),
        line("户主", 780, 100),
        line("曾用名", 100, 180),
        line("性别", 600, 180),
        line("女", 780, 180),
        line("出生地", 100, 260),
        line("民族", 600, 260),
        line("汉族", 780, 260),
        line("籍贯", 100, 340),
        line("湖南省衡南县", 230, 340),
        line("出生日期", 600, 340),
        line("1944-03-15", 780, 340),
        line("公民身份", 100, 415, height=30),
        line("证件编号", 100, 450, height=30),
        line(NUMBER, 230, 430),
        line("身高", 800, 430),
    )
    assert document_kind.classify(seen(*lines)) == ("household_page", True)
    assert read("household_page", *lines) == {
        "name": "陈桂兰",
        "relation": "户主",
        "sex": "女",
        "ethnicity": "汉",
        "birth_date": "1944-03-15",
        "native_place": "湖南省衡南县",
        "number": NUMBER,
    }


def test_a_bank_card_is_known_by_its_number() -> None:
    lines = (
        line("招商银行", 100, 100),
        line("6225 8800", 100, 400),
        line("0867 0003", 500, 400),
        line("04/33", 500, 500),
    )
    assert document_kind.classify(seen(*lines))[0] == "bank_card"
    assert read("bank_card", *lines) == {"number": "6225880008670003", "bank": "招商银行", "valid_until": "2033-04"}


HOME_RETURN = (
    "港澳居民来往内地通行证",
    "中华人民共和国出入境管理局",
    "签发机关",
    "有效期限",
    "2020.01.02-2030.01.01",
    "证件号码",
)
TAIWAN_PASS = ("台湾居民来往大陆通行证", "签发机关 公安部出入境管理局", "有效期限 2020.01.02-2025.01.01", "签发地点")


@each(
    "words",
    [
        HOME_RETURN, TAIWAN_PASS,
        ("签发机关", "深圳市公安局", "有效期限", "2020.01.02-2030.01.02", "中华人民共和国"),
        ("居住证明", "兹证明陈桂兰", "身份证号码" + NUMBER, "居住地址深圳市福田区", "社区居民委员会"),
        ("中华人民共和国", "护照 PASSPORT", "姓名", "性别", "出生日期", "签发机关", "有效期至"),
        ("深圳大学学生证", "姓名", "性别", "民族", "出生", "专业"),
        ("医疗门诊收费票据", "姓名", "性别", "合计", "银联"),
    ],
)  # fmt: skip
def test_papers_with_the_words_of_others_are_never_surely_them(words: tuple[str, ...]) -> None:
    assert not document_kind.classify(seen(*(line(text, 100, 60 + 70 * row) for row, text in enumerate(words))))[1]


def test_a_permit_with_the_labels_of_an_identity_card_is_a_permit() -> None:
    lines = [line(text, x, y) for text, x, y in AS_PRINTED]
    assert document_kind.classify(seen(line("广东省居住证", 500, 20), *lines)) == ("residence_permit", True)
    assert document_kind.classify(seen(*lines)) == ("id_card_front", True)


@each(
    ("words", "kind"),
    [
        (("今天天气很好", "我们去公园"), "other"),
        (("中华人民共和国残疾人证", "姓名", NUMBER + "12", "残疾类别", "残疾等级"), "disability_certificate"),
        (("深圳经济特区居住证", "姓名", "公民身份号码" + NUMBER, "居住地址"), "residence_permit"),
        (("港澳居民居住证", "通行证号码", "签发次数"), "residence_permit"),
        (("深圳市高龄老人津贴申请表", "申请人", "身份证号码" + NUMBER, "联系电话", "本人承诺"), "form"),
        (("出生医学证明", "新生儿姓名", "出生证编号"), "birth_certificate"),
        (("房屋租赁合同", "出租人(甲方)", "承租人(乙方)", NUMBER), "lease"),
        (("营业执照", "统一社会信用代码", "经营范围"), "business_licence"),
        (("学生陈桂兰,性别女", "修完教学计划规定的全部课程", "准予毕业", "校长"), "graduation_certificate"),
    ],
)
def test_the_kind_is_told_by_the_words(words: tuple[str, ...], kind: str) -> None:
    assert document_kind.classify(seen(*(line(text, 100, 100 + 70 * row) for row, text in enumerate(words))))[0] == kind
