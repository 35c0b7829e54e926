"""Synthetic certificates: graduation, disability, birth; varied by seed."""

import random
from datetime import date

from backend.materials.samples import people
from backend.materials.samples.canvas import BLACK, Canvas, Drawn
from backend.materials.samples.sheets import STYLES, cells, chinese_date, seal


def graduation_certificate(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a graduation certificate."""
    sheet, style = Canvas(1500, 1060, (250, 244, 228)), chance.choice(["serif", "sans", "serif_bold"])
    sheet.pen.rectangle((40, 40, 1460, 1020), outline=(190, 150, 90), width=10)
    sheet.centred((750, 150), "普通高等学校", "serif", 44)
    sheet.centred((750, 250), "毕业证书", "serif_bold", 90, gap=30)
    school, major, level = (
        chance.choice(people.SCHOOLS),
        chance.choice(people.MAJORS),
        chance.choice(["本科", "专科", "硕士研究生"]),
    )
    until = date(who.birth.year + 22, 6, 30)
    since = date(until.year - 4, 9, 1)
    number = f"{chance.randrange(10001, 14999)}1{until.year}05{chance.randrange(0, 999999):06d}"
    text = (
        f"学生{who.name}，性别{who.sex}，{chinese_date(who.birth)}生，于{chinese_date(since)[:-2]}至{chinese_date(until).rsplit('月', 1)[0]}月"
        f"在本校{major}专业四年制{level}学习，修完教学计划规定的全部课程，成绩合格，准予毕业。"
    )
    inside = {
        "name": who.name,
        "sex": f"性别{who.sex}",
        "birth_date": chinese_date(who.birth),
        "major": major,
        "level": level,
    }
    sheet.paragraph((190, 400), text, 1130, style, 46, inside=inside)
    sheet.write((190, 780), f"校名：{school}", style, 44, name="school")
    sheet.write((900, 780), "校（院）长：", style, 44)
    sheet.write((190, 900), f"证书编号：{number}", style, 38, name="certificate_number")
    sheet.write((900, 900), chinese_date(until), style, 40, name="graduated_on")
    seal(sheet, (1000, 850), school)
    return sheet.done(
        "graduation_certificate",
        name=who.name,
        sex=who.sex,
        birth_date=who.birth.isoformat(),
        school=school,
        major=major,
        level=level,
        certificate_number=number,
        graduated_on=until.isoformat(),
    )


def disability_certificate(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a disability certificate; its number is the identity number with category and level."""
    sheet, style = Canvas(1400, 960, (238, 244, 236)), chance.choice(STYLES)
    sheet.centred((700, 90), "中华人民共和国残疾人证", "sans_bold", 60)
    category, digit = chance.choice([("视力", 1), ("听力", 2), ("言语", 3), ("肢体", 4), ("智力", 5), ("精神", 6)])
    level = chance.randrange(1, 5)
    issued = date(chance.randrange(2018, 2026), chance.randrange(1, 13), chance.randrange(1, 29))
    until = issued.replace(year=issued.year + 10)
    number = f"{who.number}{digit}{level}"
    rows = [
        ("姓名", who.name, "name"),
        ("性别", who.sex, "sex"),
        ("民族", who.ethnicity, "ethnicity"),
        ("出生年月", f"{who.birth.year}年{who.birth.month}月{who.birth.day}日", "birth_date"),
        ("残疾人证号", number, "number"),
        ("残疾类别", category, "category"),
        ("残疾等级", "一二三四"[level - 1] + "级", "level"),
        ("签发日期", f"{issued:%Y年%m月%d日}", "issued_on"),
        ("有效期至", f"{until:%Y年%m月%d日}", "valid_until"),
    ]
    for place, (label, value, key) in enumerate(rows):
        y = 190 + place * 76
        x = sheet.write((110, y), label + "：", "sans", 36, BLACK) + 16
        sheet.write((x, y), value, style, 42, name=key)
    seal(sheet, (1130, 760), "残疾人联合会")
    return sheet.done(
        "disability_certificate",
        name=who.name,
        sex=who.sex,
        birth_date=who.birth.isoformat(),
        number=number,
        category=category,
        level="一二三四"[level - 1] + "级",
        issued_on=issued.isoformat(),
        valid_until=until.isoformat(),
    )


def birth_certificate(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a medical certificate of birth."""
    sheet, style = Canvas(1500, 1060, (236, 244, 248)), chance.choice(STYLES)
    sheet.centred((750, 90), "出生医学证明", "serif_bold", 64)
    born = date(chance.randrange(2014, 2026), chance.randrange(1, 13), chance.randrange(1, 29))
    mother, father = (
        people.person(chance.randrange(10**6), 1980, 2000),
        people.person(chance.randrange(10**6), 1975, 2000),
    )
    number = f"{chance.choice('LMNPQRS')}{chance.randrange(10**8, 10**9)}"
    weeks = chance.randrange(37, 42)
    time = f"{born.year}年{born.month:02d}月{born.day:02d}日{chance.randrange(24)}时{chance.randrange(60)}分"
    rows = [
        [("新生儿姓名", who.name, "name"), ("性别", who.sex, "sex")],
        [("出生时间", time, "birth_date"), ("出生孕周", f"{weeks}周", "")],
        [("出生体重", f"{chance.randrange(2500, 4200)}克", ""), ("出生身长", f"{chance.randrange(47, 54)}厘米", "")],
        [("母亲姓名", mother.name, "mother"), ("母亲身份证号", mother.number, "mother_number")],
        [("父亲姓名", father.name, "father"), ("父亲身份证号", father.number, "father_number")],
        [("接生机构名称", "深圳市福田区妇幼保健院", "hospital")],
    ]
    for place, row in enumerate(rows):
        cells(sheet, (80, 190 + place * 100, 1420, 290 + place * 100), row, style)
    sheet.write((100, 900), f"出生证编号：{number}", style, 40, name="number")
    sheet.write((900, 900), f"签发日期：{born.year}年{born.month:02d}月{born.day:02d}日", style, 36)
    seal(sheet, (1180, 900), "出生医学证明专用章", 90)
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
