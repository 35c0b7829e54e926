"""Layouts that offices print and nobody here had drawn: labels above, spaced, longer; several values in one line."""

from backend.materials.reading import document_kind, extract
from backend.materials.reading.run_checks import run_checks
from backend.materials.reading.types import ExpectedDocument, Quality, ReadField, Reading
from tests.backend.materials.reading.lines import line, read, seen
from tests.support.each import each

NUMBER = "880000194403150022"


def test_the_labels_of_the_statutory_permit() -> None:
    fields = read(
        "residence_permit", line("广东省居住证", 400, 20), line("姓名", 100, 100), line("陈桂兰", 230, 100),
        line("常住户口所在地住址", 100, 300), line("湖南省衡阳市衡南县人民南路1号", 480, 300),
        line("居住地住址 深圳市福田区红荔路3号", 100, 400), line("公民身份号码 " + NUMBER, 100, 600),
    )  # fmt: skip
    assert (fields["address"], fields["residence_address"]) == (
        "湖南省衡阳市衡南县人民南路1号",
        "深圳市福田区红荔路3号",
    )


@each("text", ["女 民族 苗", "女民族苗", "女  民 族  苗"])
def test_sex_and_ethnicity_in_one_line_beside_their_label(text: str) -> None:
    fields = read("disability_certificate", line("姓名", 100, 100), line("陈桂兰", 230, 100), line("性别", 100, 200), line(text, 230, 200))  # fmt: skip
    assert (fields["sex"], fields["ethnicity"]) == ("女", "苗")


@each("shown", ["2020年3月4日至2030年3月3日", "2020.03.04-2030.03.03"])
def test_the_term_of_a_disability_certificate_as_a_range(shown: str) -> None:
    fields = read(
        "disability_certificate", line("残疾人证", 400, 20), line("有效期限", 100, 200), line(shown, 330, 200)
    )
    assert (fields["valid_from"], fields["valid_until"]) == ("2020-03-04", "2030-03-03")


LEASE = (
    "房屋租赁协议", "甲方：王建国", "身份证号码：880000196001010019", "乙方：陈桂兰", "身份证号码：" + NUMBER,
    "一、甲方将位于深圳市福田区红荔路1号2栋301房屋出租给乙方。",
    "二、租赁期限自2026年1月1日起至2026年12月31日止。", "三、月租金为人民币叁仟伍佰元整（小写：¥3,500.00元）。",
)  # fmt: skip


def test_a_lease_that_says_only_party_a_and_b() -> None:
    page = seen(*(line(text.replace("：", ":"), 100, 60 + 60 * row) for row, text in enumerate(LEASE)))
    assert document_kind.classify(page) == ("lease", True)
    fields = {name: found.text for name, found in extract.extract_fields("lease", page).items()}
    assert (fields["landlord"], fields["tenant"]) == ("王建国", "陈桂兰")
    assert fields["monthly_rent"] == "3500.00"
    assert (fields["valid_from"], fields["valid_until"]) == ("2026-01-01", "2026-12-31")


@each("school", ["深圳市第一职业技术学校", "深圳高级中学", "广东省委党校", "深圳大学"])
def test_schools_that_are_no_universities(school: str) -> None:
    text = (line("毕业证书", 500, 20), line("学生陈桂兰,性别女,修完教学计划规定的课程,准予毕业。", 100, 200))
    assert read("graduation_certificate", *text, line(f"校名:{school}", 100, 600))["school"] == school


def test_labels_above_their_values_and_spaced_labels() -> None:
    fields = read(
        "business_licence", line("营业执照", 500, 20), line("法定代表人", 100, 200), line("陈桂兰", 100, 250), line("成立日期", 700, 200),
        line("2020年3月4日", 700, 250), line("注册 资本", 100, 400), line("100万元人民币", 330, 400),
    )  # fmt: skip
    assert fields["legal_representative"] == "陈桂兰"
    assert (fields["founded_on"], fields["capital"]) == ("2020-03-04", "100万元人民币")


def test_a_card_on_a_newspaper_keeps_its_own_address() -> None:
    fields = read(
        "id_card_front", line("姓名", 400, 100), line("陈桂兰", 530, 100), line("性别", 400, 200), line("女", 530, 200), line("民族", 680, 200),
        line("汉", 800, 200), line("出生", 400, 300), line("1944年3月15日", 530, 300), line("住址", 400, 400), line("深圳市福田区红荔路1号", 530, 400),
        line("公民身份号码", 400, 700), line(NUMBER, 720, 700), line("本报讯记者昨日从市里", 20, 380, height=24), line("今年以来全市经济", 20, 470, height=24),
    )  # fmt: skip
    assert fields["address"] == "深圳市福田区红荔路1号"


def test_both_sides_with_a_note_beside_are_read_whole() -> None:
    front = (
        ("姓名陈桂兰", 100),
        ("性别女民族汉", 150),
        ("出生1944年3月15日", 200),
        ("住址深圳市福田区红荔路1号", 250),
        ("公民身份号码" + NUMBER, 330),
    )
    back = (
        ("中华人民共和国", 450),
        ("居民身份证", 500),
        ("签发机关深圳市公安局福田分局", 600),
        ("有效期限2015.03.04-长期", 660),
    )
    notes = [line(f"第{row}条备注说明文字", 900, 60 * row) for row in range(1, 10)]
    page = seen(*(line(text, 100, y) for text, y in (*front, *back)), *notes)
    assert document_kind.classify(page) == ("id_card_front", True)
    fields = {name: found.text for name, found in extract.extract_fields("id_card_front", page).items()}
    assert (fields["number"], fields["authority"], fields["valid_until"]) == (NUMBER, "深圳市公安局福田分局", "长期")


@each(("kind", "keys"), [("birth_certificate", ("mother", "father", "name")), ("lease", ("tenant", "landlord"))])
def test_the_holder_of_a_paper_about_several_people_is_the_one_with_the_name(kind: str, keys: tuple[str, ...]) -> None:
    names = dict(zip(keys, ("卢丽文", "赵磊庆", "赵雨桐"), strict=False))
    fields = {key: ReadField(value, score=0.99) for key, value in names.items()}
    paper = Reading("read", kind, True, fields, Quality(legibility=0.99, sharpness=900), 1)  # type: ignore[arg-type]  # kinds drawn are kinds read
    for name, outcome in ((names[keys[0]], "passed"), (names[keys[1]], "passed"), ("王建国", "could_not_tell")):
        (finding,) = run_checks(paper, ("agrees_with_profile",), ExpectedDocument(profile={"name": name}))
        assert finding.outcome == outcome, name


def test_a_value_behind_a_spread_label_goes_on_below() -> None:
    fields = read(
        "business_licence",
        line("营业执照", 500, 40),
        line("住", 100, 200),
        line("所 重庆市渝中区中山北路41", 240, 200),
        line("84号14栋2674", 310, 250),
    )
    assert fields["address"] == "重庆市渝中区中山北路4184号14栋2674"


def test_the_end_of_a_label_that_two_lines_hold_is_no_part_of_the_value() -> None:
    fields = read(
        "residence_permit",
        line("深圳经济特区居住证", 500, 40),
        line("姓名", 100, 200),
        line("名 肯阿肯·买买逊", 165, 200),
    )
    assert fields["name"] == "肯阿肯·买买逊"
