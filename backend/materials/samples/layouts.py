"""Synthetic papers as other offices lay them out: labels above or in two lines, periods in two lines, contracts between parties A and B."""

import random
from datetime import date, timedelta

from stdnum.cn import uscc

from backend.materials.samples import people
from backend.materials.samples.canvas import BLUE, Canvas, Drawn, Point
from backend.materials.samples.cards import HEIGHT, STYLES, WIDTH, guilloche, portrait
from backend.materials.samples.sheets import chinese_date, seal


def statutory_permit(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a residence permit with the labels of the national rules, one of them in two lines."""
    sheet, style = Canvas(WIDTH, HEIGHT, (224, 234, 244)), chance.choice(STYLES)
    guilloche(sheet, chance, (204, 218, 234))
    sheet.centred((WIDTH / 2, 75), "广东省居住证", "sans_bold", 60)
    portrait(sheet, (1040, 150, 1320, 500), chance)
    place = chance.choice(("湖南省衡阳市衡南县", "广西桂林市龙胜县", "四川省成都市武侯区"))
    road = f"{chance.choice(people.ROADS)}{chance.randrange(1, 999)}号{chance.randrange(1, 20)}栋"
    here = f"深圳市福田区{chance.choice(people.ROADS)}{chance.randrange(1, 3000)}号"
    rows = (
        ("姓名", who.name, "name"), ("性别", f"{who.sex}  民族 {who.ethnicity}", ""), ("出生日期", _day(who.birth), "birth_date"),
        ("常住户口所在地", place, "address"), ("住址", road, "address"), ("居住地住址", here, "residence_address"),
        ("公民身份号码", who.number, "number"), ("签发机关", "深圳市公安局福田分局", "authority"),
    )  # fmt: skip
    y = 175.0
    for label, value, key in rows:
        sheet.write((80, y), label, "sans", 34, BLUE)
        sheet.write((390, y), value, style, 40, name=key)
        y += 56 if label == "常住户口所在地" else 86
    return sheet.done(
        "residence_permit",
        name=who.name,
        sex=who.sex,
        ethnicity=who.ethnicity,
        birth_date=who.birth.isoformat(),
        address=place + road,
        residence_address=here,
        number=who.number,
        authority="深圳市公安局福田分局",
    )


def household_first_page(who: people.Person, chance: random.Random) -> Drawn:
    """Draw the first page of a household register."""
    sheet, style = Canvas(1500, 1060, (246, 240, 226)), chance.choice(STYLES)
    number, day = f"{chance.randrange(10**8, 10**9)}", date(chance.randrange(2004, 2024), chance.randrange(1, 13), 9)
    for at, label, value, key in (
        ((120, 200), "户别", "非农业家庭户", "household_kind"), ((800, 200), "户主姓名", who.name, "name"),
        ((120, 320), "户号", number, "household_number"), ((120, 440), "住址", who.address, "address"),
    ):  # fmt: skip
        x = sheet.write(at, label, "serif", 36) + 36
        sheet.write((x, at[1]), value, style, 38, name=key)
    sheet.write((120, 700), "省级公安机关户口专用章", "serif", 30)
    sheet.write((800, 700), "户口登记机关户口专用章", "serif", 30)
    sheet.write((120, 900), "承办人签章：", "serif", 32)
    sheet.write((800, 900), f"签发日期：{_day(day)}", "serif", 34, name="registered_on")
    seal(sheet, (1000, 640), "派出所", 80)
    return sheet.done(
        "household_page",
        name=who.name,
        household_number=number,
        household_kind="非农业家庭户",
        address=who.address,
        registered_on=day.isoformat(),
    )


def individuals_licence(who: people.Person, chance: random.Random) -> Drawn:
    """Draw the licence of an individual business, labels above their values."""
    sheet, style = Canvas(1600, 1130, (250, 246, 232)), chance.choice(STYLES)
    sheet.centred((800, 150), "营业执照", "serif_bold", 90, gap=30)
    body = f"92440304MA{''.join(chance.choices('0123456789ABCDEFGHJKLMNPQRTUWXY', k=7))}"
    code, since = body + uscc.calc_check_digit(body), date(chance.randrange(2008, 2025), chance.randrange(1, 13), 11)
    name = f"深圳市福田区{who.name[:1]}{chance.choice('鑫达华盛')}{chance.choice(('商行', '经营部', '商店'))}"
    _above(sheet, style, (
        ((120, 290), "统一社会信用代码", code, "credit_code"), ((120, 430), "名 称", name, "name"), ((950, 430), "组成 形式", "个人经营", ""),
        ((120, 570), "经 营 者", who.name, "legal_representative"), ((950, 570), "注册 日期", _day(since), "founded_on"),
        ((120, 710), "经营场所", who.address, "address"),
    ))  # fmt: skip
    sheet.write((950, 960), "登记机关", "sans", 34)
    seal(sheet, (1280, 930), "市场监督管理局")
    return sheet.done(
        "business_licence",
        credit_code=code,
        name=name,
        legal_representative=who.name,
        founded_on=since.isoformat(),
        address=who.address,
    )


def school_certificate(who: people.Person, chance: random.Random) -> Drawn:
    """Draw the certificate of a school that is no university."""
    sheet, style = Canvas(1500, 1060, (250, 244, 228)), chance.choice(("serif", "sans"))
    school = chance.choice(("深圳市第一职业技术学校", "深圳红岭实验学校", "湖南省衡南县第一中学", "华强职业中专"))
    until = date(who.birth.year + 18, 6, 30)
    number = f"4403{chance.randrange(10**10, 10**11)}"
    sheet.centred((750, 150), "毕业证书", "serif_bold", 80, gap=30)
    text = f"学生 {who.name}，{who.sex}，{chinese_date(who.birth)}出生，在本校学习三年，修业期满，成绩合格，准予毕业。"
    sheet.paragraph((190, 330), text, 1120, style, 44)
    sheet.write((190, 660), f"学校（盖章）：{school}", style, 42, name="school")
    sheet.write((1020, 660), "校长：王建国", style, 42)
    sheet.write((190, 800), f"证书编号：{number}", style, 38, name="certificate_number")
    sheet.write((900, 900), chinese_date(until), style, 40, name="graduated_on")
    return sheet.done(
        "graduation_certificate",
        name=who.name,
        sex=who.sex,
        birth_date=who.birth.isoformat(),
        school=school,
        certificate_number=number,
        graduated_on=until.isoformat(),
    )


def lease_of_two_parties(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a lease that says only parties A and B, with the rent in words and digits."""
    sheet, style = Canvas(1240, 1754, (252, 252, 250)), chance.choice(("sans", "serif"))
    owner, since = people.person(chance.randrange(10**6), 1950, 1990), date(2026, chance.randrange(1, 13), 1)
    until = since.replace(year=2027) - timedelta(days=1)
    rent, words = chance.choice(
        (("3500.00", "叁仟伍佰元整"), ("4200.00", "肆仟贰佰元整"), ("12800.00", "壹万贰仟捌佰元整"))
    )
    sheet.centred((620, 150), chance.choice(("房屋使用协议", "住房租约", "商铺租用协议", "协议书")), "sans_bold", 60)
    y = 290.0
    for line in (
        f"甲方：{owner.name}", f"身份证号码：{owner.number}", f"乙方：{who.name}", f"身份证号码：{who.number}",
        f"一、甲方将坐落于{who.address}的房屋出租给乙方居住。", f"二、租期：{since:%Y.%m.%d}—{until:%Y.%m.%d}。",
        f"三、乙方每月5日前交租，每月租金（大写）{words}（小写：￥{float(rent):,.2f}）。", "四、本协议一式两份。",
    ):  # fmt: skip
        y = sheet.paragraph((130, y), line, 980, style, 36) + 24
    return sheet.done(
        "lease",
        landlord=owner.name,
        tenant=who.name,
        number=who.number,
        address=who.address,
        valid_from=since.isoformat(),
        valid_until=until.isoformat(),
        monthly_rent=rent,
    )


def disability_certificate_of_period(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a disability certificate with several values in a line and a period in two lines."""
    sheet, style = Canvas(1400, 960, (238, 244, 236)), chance.choice(STYLES)
    sheet.centred((700, 90), "中华人民共和国残疾人证", "sans_bold", 60)
    category, level = chance.randrange(6), chance.randrange(4)
    since = date(chance.randrange(2018, 2026), chance.randrange(1, 13), chance.randrange(2, 29))
    until = since.replace(year=since.year + 10) - timedelta(days=1)
    number = f"{who.number}{category + 1}{level + 1}"
    kind = ("视力", "听力", "言语", "肢体", "智力", "精神")[category]
    for y, label, value, key in (
        (190, "姓名", who.name, "name"), (270, "性别", f"{who.sex}   民族   {who.ethnicity}", ""), (350, "出生日期", _day(who.birth), "birth_date"),
        (430, "残疾类别", f"{kind}残疾   残疾等级   {'一二三四'[level]}级", ""), (510, "残疾证号", number, "number"),
        (590, "有效期限", f"{_day(since)}至", "valid_from"), (644, "", _day(until), "valid_until"),
    ):  # fmt: skip
        sheet.write((110, y), label, "sans", 38)
        sheet.write((330, y), value, style, 42, name=key)
    seal(sheet, (1150, 760), "残疾人联合会")
    return sheet.done(
        "disability_certificate",
        name=who.name,
        sex=who.sex,
        ethnicity=who.ethnicity,
        birth_date=who.birth.isoformat(),
        category=kind,
        level="一二三四"[level] + "级",
        number=number,
        valid_from=since.isoformat(),
        valid_until=until.isoformat(),
    )


def birth_certificate_of_labels_above(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a medical certificate of birth with its labels above the values."""
    sheet, style = Canvas(1500, 1060, (236, 244, 248)), chance.choice(STYLES)
    sheet.centred((750, 90), "出生医学证明", "serif_bold", 64)
    mother, father = (people.person(chance.randrange(10**6), 1975, 2000) for _ in range(2))
    born = date(chance.randrange(2014, 2026), chance.randrange(1, 13), chance.randrange(1, 29))
    number = f"{chance.choice('LMNPQRS')}{chance.randrange(10**8, 10**9)}"
    _above(sheet, style, (
        ((120, 190), "新生儿姓名", who.name, "name"), ((620, 190), "性别", who.sex, "sex"), ((900, 190), "出生日期", _day(born), "birth_date"),
        ((120, 340), "母亲姓名", mother.name, "mother"), ((620, 340), "有效身份证件号码", mother.number, "mother_number"),
        ((120, 490), "父亲姓名", father.name, "father"), ((620, 490), "有效身份证件号码", father.number, "father_number"),
        ((120, 640), "出生证编号", number, "number"),
    ))  # fmt: skip
    seal(sheet, (1180, 860), "出生医学证明专用章", 90)
    return sheet.done(
        "birth_certificate",
        name=who.name,
        sex=who.sex,
        birth_date=born.isoformat(),
        mother=mother.name,
        mother_number=mother.number,
        father=father.name,
        father_number=father.number,
        number=number,
    )


def authorisation(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a letter of authorisation, which names two people."""
    sheet, style = Canvas(1240, 1754, (253, 253, 252)), chance.choice(("sans", "serif"))
    other, day = people.person(chance.randrange(10**6), 1950, 1990), date(2026, chance.randrange(1, 13), 7)
    sheet.centred((620, 150), "授权委托书", "sans_bold", 60)
    y = 290.0
    for label, value, key in (
        ("委托人：", who.name, ""), ("身份证号码：", who.number, "number"), ("受托人：", other.name, ""), ("身份证号码：", other.number, ""),
        ("委托事项：", "办理高龄津贴申请", ""),
    ):  # fmt: skip
        x = sheet.write((130, y), label, style, 36) + 8
        sheet.write((x, y), value, style, 36, name=key)
        y += 84
    sheet.write((700, 900), f"日期：{_day(day)}", style, 36, name="dated")
    return sheet.done("form", title="授权委托书", number=who.number, dated=day.isoformat())


def _above(sheet: Canvas, style: str, cells: tuple[tuple[Point, str, str, str], ...]) -> None:
    """Write labels with their values below."""
    for (x, y), label, value, key in cells:
        sheet.write((x, y), label, "sans", 34)
        sheet.write((x, y + 52), value, style, 38, name=key)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
