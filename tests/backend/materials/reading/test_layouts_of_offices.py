"""Papers as other offices lay them out: broken labels, periods in two lines, contracts without the word, schools without 大学."""

from backend.materials.reading import document_kind, extract
from backend.materials.reading.normalize_text import dates, normalise_text
from backend.materials.reading.purpose_text import is_tiled
from backend.materials.reading.run_checks import run_checks
from backend.materials.reading.text_line import TextLine
from backend.materials.reading.types import ExpectedDocument, Quality, ReadField, Reading, Region
from tests.backend.materials.reading.lines import line, read, seen
from tests.support.each import each

OWN, OTHERS = "880000194403150022", "880000196001010019"
CARD = ("姓名 陈桂兰", "性别 女 民族 汉", "出生 1944年3月15日", "住址 深圳市福田区红荔路3号", "公民身份号码 " + OWN)


def rows(*texts: str) -> list[TextLine]:
    return [line(normalise_text(text), 100, 60 + 60 * place) for place, text in enumerate(texts)]


def asked(kind: str, wanted: str, sure: bool, fields: tuple[str, ...] = ()) -> dict[str, str]:
    """The outcomes for a paper asked for, where this one was seen."""
    region = Region(0.2, 0.2, 0.4, 0.3)
    photo = Quality(legibility=0.98, sharpness=800, light=200, text_width=900, text_area=region)
    found = {name: ReadField("x", score=0.99, region=region) for name in fields}
    reading = Reading("read", kind, sure, found, photo, 1, text=("x",))  # type: ignore[arg-type]  # a class by its name
    findings = run_checks(reading, ("right_class", "fields_readable"), ExpectedDocument(kind=wanted))  # type: ignore[arg-type]  # a class by its name
    return {finding.check: finding.outcome for finding in findings}


@each("words", [
    ("深圳大学", "学生证", *CARD), ("福田区人民医院", "门诊费用清单", *CARD), ("居住情况证明", *CARD), ("港澳居民来往内地通行证", *CARD),
    ("居住登记信息凭证", *CARD), ("机动车驾驶证", *CARD),
])  # fmt: skip
def test_a_paper_with_the_labels_of_a_card_and_a_word_of_another_is_no_certain_card(words: tuple[str, ...]) -> None:
    assert not document_kind.classify(seen(*rows(*words)))[1]


@each("words", [
    ("居住情况证明", "姓名 陈桂兰", "公民身份号码 " + OWN, "居住地址 深圳市福田区红荔路3号", "户籍地址 湖南省衡南县人民南路1号", "用于办理居住证"),
    ("居住证办理回执", "姓名 陈桂兰", "公民身份号码 " + OWN, "居住地址 深圳市福田区红荔路3号"),
    ("姓名 陈桂兰", "性别 女 民族 汉", "出生 1944年3月15日", "户籍地址 湖南省衡南县人民南路1号", "现居住地址 深圳市福田区红荔路3号", "公民身份号码 " + OWN),
])  # fmt: skip
def test_what_is_near_a_residence_permit_passes_neither_as_one_nor_as_an_identity_card(words: tuple[str, ...]) -> None:
    kind, sure = document_kind.classify(seen(*rows(*words)))
    assert not sure
    assert asked(kind, "residence_permit", sure)["right_class"] == "could_not_tell"
    assert asked(kind, "id_card_front", sure)["right_class"] == "could_not_tell"


@each("note", ["仅供办理居住证使用", "仅限办理护照使用", "本复印件供申请健康证使用"])
def test_the_paper_that_a_note_on_a_card_names_is_not_the_paper(note: str) -> None:
    assert document_kind.classify(seen(*rows(*CARD, note))) == ("id_card_front", True)


def test_one_purpose_across_a_card_is_printed_over_it_and_one_along_it_is_a_note() -> None:
    card = rows(*CARD)
    assert is_tiled([*card, line("仅供福田区申请护照使用", 300, 200, tilt=-0.5)])
    assert not is_tiled([*card, line("仅供福田区申请护照使用", 100, 500)])
    assert is_tiled([*card, *(line("仅供入学使用", 100, 500 + 60 * row) for row in range(3))])


def test_a_card_on_a_form_is_not_refused_as_a_form() -> None:
    form = [line(text, 10, 10 + 26 * place, height=22) for place, text in enumerate((
        "福田区居家养老补助申请表", "申请人", "填表说明", "联系电话", "承诺以上所填内容真实", "签名", "日期", "居住地址", "户籍地址", "备注", "经办", "审核",
    ))]  # fmt: skip
    kind, sure = document_kind.classify(seen(*form, *(line(text, 500, 300 + 60 * at) for at, text in enumerate(CARD))))
    assert (kind, asked(kind, "id_card_front", sure)["right_class"]) == ("id_card_front", "could_not_tell")


def test_the_number_of_a_card_on_a_filled_form_is_the_cards() -> None:
    applicant = (line("身份证号码", 20, 10, height=24), line(OTHERS, 170, 10, height=24))
    assert read("id_card_front", *applicant, *rows("", *CARD))["number"] == OWN


@each(("card", "wanted"), [
    (("中国农业银行", "借记卡", "6228 4800 0072 2013 885", "银联 UnionPay"), "bank_card"),
    (("中华人民共和国", "居民身份证", "签发机关 深圳市公安局福田分局", "有效期限 2020.01.02-2030.01.02"), "id_card_back"),
])  # fmt: skip
def test_other_cards_on_a_form_are_not_refused_as_a_form(card: tuple[str, ...], wanted: str) -> None:
    form = (
        "临时救助申请审批表",
        "申请人 王建国",
        "联系电话 19900001234",
        "承诺",
        "申请人签名",
        *(f"第{row}行说明" for row in range(12)),
    )
    kind, sure = document_kind.classify(
        seen(*rows(*form), *(line(text, 700, 300 + 60 * at) for at, text in enumerate(card)))
    )
    assert (kind, sure, asked(kind, wanted, sure)["right_class"]) == (wanted, False, "could_not_tell")


def test_a_page_without_a_class_does_not_pass_for_readable() -> None:
    assert asked("other", "id_card_front", sure=False, fields=("name",))["fields_readable"] == "could_not_tell"
    assert asked("other", "photo", sure=False)["fields_readable"] == "passed"


def test_a_covered_number_of_the_card_is_not_the_one_on_a_note_beside_it() -> None:
    covered = rows(*CARD[:-1], "公民身份号码 8800001944")
    note = line("经办人身份证 " + OTHERS, 500, 40, height=30)
    assert "number" not in read("id_card_front", *covered, note)
    assert read("id_card_front", *rows(*CARD), note)["number"] == OWN


def test_a_covered_number_of_the_applicant_is_not_the_agents() -> None:
    form = ("临时救助申请表", "申请人 陈桂兰", "身份证号码 8800001944", "代理人 王建国", "身份证号码 " + OTHERS)
    assert "number" not in read("form", *rows(*form))
    assert read("form", *rows(*form[:2], "身份证号码 " + OWN, *form[3:]))["number"] == OWN


def test_two_peoples_cards_differ_from_a_card_with_a_number_on_a_note() -> None:
    assert document_kind.count_cards(seen(*rows(*CARD, *CARD))) == 2
    assert document_kind.count_cards(seen(*rows(*CARD, "经办人身份证 " + OTHERS))) == 1


def test_a_label_in_two_lines_is_one_label() -> None:
    fields = read(
        "residence_permit", line("广东省居住证", 400, 20), line("姓名", 100, 100), line("陈桂兰", 420, 100),
        line("常住户口所在地", 100, 310), line("湖南省衡阳市衡南县", 420, 310), line("住址", 100, 355), line("人民南路1号", 420, 355),
        line("居住地住址", 100, 430), line("深圳市福田区红荔路3号", 420, 430),
    )  # fmt: skip
    assert fields["address"] == "湖南省衡阳市衡南县人民南路1号"
    assert fields["residence_address"] == "深圳市福田区红荔路3号"


@each(("kind", "label"), [
    ("disability_certificate", "有效期限"), ("residence_permit", "有效期限"), ("id_card_back", "有效期限"),
])  # fmt: skip
def test_the_end_of_a_period_in_two_lines_is_in_the_second(kind: str, label: str) -> None:
    first, second = line("2020年3月4日至", 300, 170), line("2030年3月3日", 300, 215)
    fields = read(kind, line(label, 100, 170), first, second)
    assert (fields["valid_from"], fields["valid_until"]) == ("2020-03-04", "2030-03-03")
    assert "valid_until" not in read(kind, line(label, 100, 170), first)


LEASE = (
    "甲方：王建国", "身份证号：" + OTHERS, "乙方：陈桂兰", "身份证号：" + OWN, "甲方将坐落在深圳市福田区红荔路1号2栋301的房屋出租给乙方居住。",
    "租期：2026年1月1日至2026年12月31日。", "每月租金（小写：￥3,500.00元，大写：叁仟伍佰元整）。",
)  # fmt: skip


@each("title", ["商铺租用协议", "房屋使用协议", "房屋出租契约", "住房租约", "协议书", "宿舍入住协议"])
def test_a_lease_by_what_it_says(title: str) -> None:
    assert document_kind.classify(seen(*rows(title, *LEASE))) == ("lease", True)


def test_the_number_on_a_lease_is_the_tenants() -> None:
    assert read("lease", *rows("协议书", *LEASE))["number"] == OWN
    assert "number" not in read("lease", *rows("协议书", *LEASE[:3], *LEASE[4:]))


@each("said", [
    "租金标准为每月人民币（大写）叁仟伍佰元整，（小写：￥3500.00元）", "乙方每月5日前交租，月租金总额为人民币：3500.00元", "月租金(大写):叁仟伍佰元整 ¥:3500.00",
])  # fmt: skip
def test_the_rent_in_digits(said: str) -> None:
    assert read("lease", *rows("房屋租赁合同", said))["monthly_rent"] == "3500.00"


@each("said", ["租赁期：2026.01.01—2026.12.31", "本合同期限：二〇二六年一月一日至二〇二六年十二月三十一日"])
def test_the_period_of_a_lease(said: str) -> None:
    fields = read("lease", *rows("房屋租赁合同", said, "甲乙双方协商一致。"))
    assert (fields["valid_from"], fields["valid_until"]) == ("2026-01-01", "2026-12-31")


@each(("landlord", "tenant"), [
    ("甲方 王建国", "乙方 陈桂兰"), ("甲方（房东）：王建国", "乙方（租客）：陈桂兰"), ("甲方／出租人：王建国", "乙方／承租人：陈桂兰"),
])  # fmt: skip
def test_the_parties_of_a_lease(landlord: str, tenant: str) -> None:
    fields = read("lease", *rows("房屋租赁合同", landlord, tenant, "甲方将位于深圳市福田区红荔路1号的房屋出租给乙方。"))
    assert (fields["landlord"], fields["tenant"]) == ("王建国", "陈桂兰")


def test_a_party_without_a_name_takes_no_sentence() -> None:
    fields = read(
        "lease", *rows("房屋租赁合同", "出租人（甲方）", "承租人（乙方）", "甲方将位于红荔路1号的房屋出租给乙方")
    )
    assert not {"landlord", "tenant"} & set(fields)


@each("said", ["二〇一八年六月二十十日", "二〇一八年十十月三日", "二〇一八年六月一二日"])
def test_a_covered_date_in_numerals_is_none(said: str) -> None:
    assert dates(said) == []


@each(("said", "school"), [
    ("院校名称：中国科学院深圳先进技术研究院", "中国科学院深圳先进技术研究院"), ("培养单位：中国社会科学院研究生院", "中国社会科学院研究生院"),
    ("学校（盖章）：深圳实验学校", "深圳实验学校"), ("校 名: 华强职业中专", "华强职业中专"), ("湖南省衡南县第一中学", "湖南省衡南县第一中学"),
])  # fmt: skip
def test_a_school_by_its_label(said: str, school: str) -> None:
    text = rows("普通高级中学毕业证书", "学生陈桂兰,女,成绩合格,准予毕业。", said, "校长:王建国")
    assert read("graduation_certificate", *text)["school"] == school


def test_the_day_of_a_certificate_is_not_that_of_a_note_under_it() -> None:
    text = (
        "毕业证书",
        "学生陈桂兰,女,成绩合格,准予毕业。",
        "证书编号:123451201806000123",
        "二〇一八年六月三十日",
        "与原件一致 2026年3月4日",
    )
    assert read("graduation_certificate", *rows(*text))["graduated_on"] == "2018-06-30"


def test_labels_above_on_certificates() -> None:
    degree = read(
        "graduation_certificate", line("学士学位证书", 400, 20), line("姓名", 100, 100), line("陈桂兰", 100, 150), line("毕业院校", 500, 100),
        line("深圳大学", 500, 150), line("专业", 100, 230), line("会计学", 100, 280),
    )  # fmt: skip
    assert (degree["name"], degree["school"], degree["major"]) == ("陈桂兰", "深圳大学", "会计学")
    birth = read(
        "birth_certificate", line("出生医学证明", 400, 20), line("母亲姓名", 100, 220), line("卢丽文", 100, 270), line("有效身份证件号码", 500, 220),
        line(OWN, 500, 270), line("父亲姓名", 100, 340), line("赵磊庆", 100, 390), line("有效身份证件号码", 500, 340), line(OTHERS, 500, 390),
    )  # fmt: skip
    assert (birth["mother"], birth["mother_number"], birth["father_number"]) == ("卢丽文", OWN, OTHERS)


def test_a_mother_without_what_stands_right_of_her() -> None:
    fields = read(
        "birth_certificate", line("母亲姓名", 100, 240), line("卢丽文", 330, 240), line("年龄", 500, 240), line("30", 600, 240),
        line("国籍", 660, 240), line("中国", 760, 240), line("民族", 860, 240), line("汉", 960, 240),
    )  # fmt: skip
    assert fields["mother"] == "卢丽文"


@each("said", ["残疾类别 智力残疾残疾等级", "残疾类别智力残疾等级"])
def test_a_label_right_after_a_category(said: str) -> None:
    fields = read("disability_certificate", line(said, 100, 200), line("四级", 600, 200))
    assert (fields["category"], fields["level"]) == ("智力", "四级")


def test_a_registers_first_page_needs_no_relation() -> None:
    found = read(
        "household_page", *rows("户别 家庭户", "户主姓名 陈桂兰", "户号 440304123", "住址 深圳市福田区红荔路3号")
    )
    assert asked("household_page", "household_page", sure=True, fields=tuple(found))["fields_readable"] == "passed"


def test_a_category_of_disability_in_full() -> None:
    assert read("disability_certificate", *rows("残疾人证", "残疾类别：肢体残疾 残疾等级：二级"))["category"] == "肢体"


@each("name", ["趙龑", "李鏐", "王頔", "刘昇", "张喆", "陈堃"])
def test_rare_characters_of_names_stay(name: str) -> None:
    page = seen(*rows("姓名 " + name, *CARD[1:]))
    assert extract.extract_fields("id_card_front", page)["name"].text[1] == name[1]
