"""Papers, drawn: household page, certificates, licence, lease, form; wording and layout vary by seed."""

import random
from datetime import date, timedelta

from stdnum.cn import uscc

from backend.materials.samples import people
from backend.materials.samples.canvas import BLACK, Canvas, Drawn, Ink

RED: Ink = (196, 44, 44)
_DIGITS = "〇一二三四五六七八九"
_STYLES = ("sans", "serif", "serif_bold", "sans_bold")
RELATIONS = {"女": ("户主", "妻", "次女", "儿媳", "母亲"), "男": ("户主", "夫", "长子", "孙子", "父亲")}


def seal(sheet: Canvas, at: tuple[float, float], text: str, radius: int = 110) -> None:
    """A round red seal with a star and a name, thin enough to read what lies under it."""
    x, y = at
    sheet.pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=6)
    sheet.pen.regular_polygon((x, y - 10, radius // 4), 5, fill=RED)
    sheet.centred((x, y + radius * 0.55), text, "serif", max(18, radius // 6), RED)


def chinese_date(day: date) -> str:
    """The date in Chinese numerals, as certificates write it."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


def western_date(day: date, chance: random.Random) -> str:
    """The date in one of the ways that clerks write it."""
    return chance.choice([f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y年%m月%d日}",
        f"{day:%Y.%m.%d}"])


def household_page(who: people.Person, chance: random.Random) -> Drawn:
    """The page of one person in a household register."""
    sheet, style = Canvas(1500, 1060, (246, 240, 226)), chance.choice(_STYLES)
    sheet.centred((750, 70), "常住人口登记卡", "serif_bold", 52)
    relation = chance.choice(RELATIONS[who.sex])
    birth = western_date(who.birth, chance)
    native = who.address[: who.address.index("市") + 1] if "市" in who.address else who.address[:3]
    rows = [
        [("姓名", who.name, "name"), ("户主或与\n户主关系", relation, "relation")],
        [("曾用名", "", ""), ("性别", who.sex, "sex")],
        [("出生地", native, ""), ("民族", who.ethnicity if chance.random() < 0.5 else who.ethnicity + "族",
        "ethnicity")],
        [("籍贯", native, "native_place"), ("出生日期", birth, "birth_date")],
        [("本市（县）其他住址", "", ""), ("宗教信仰", "", "")],
        [("公民身份\n证件编号", who.number, "number"), ("身高", "", ""), ("血型", "", "")],
        [("文化程度", chance.choice(["小学", "初中", "高中", "大学本科"]), ""),
        ("婚姻状况", chance.choice(["未婚", "已婚", "丧偶"]), ""), ("兵役状况", "", "")],
        [("服务处所", "", ""), ("职业", chance.choice(["", "工人", "退休"]), "")],
        [("何时由何地迁来本址", chance.choice(["", f"{who.birth.year + 25}年由{native}迁来"]), "")],
    ]
    y = 130.0
    for row in rows:
        _cells(sheet, (90, y, 1410, y + 84), row, style)
        y += 84
    sheet.write((100, y + 50), "承办人签章：", "serif", 30)
    sheet.write((800, y + 50),
        f"登记日期：{chance.randrange(2004, 2024)}年{chance.randrange(1, 13)}月{chance.randrange(1, 28)}日", "serif",
        30)
    seal(sheet, (520, y + 30), "户口专用", 70)
    return sheet.done("household_page", name=who.name, relation=relation, sex=who.sex, ethnicity=who.ethnicity,
                      native_place=native, birth_date=who.birth.isoformat(), number=who.number)


def _cells(sheet: Canvas, box: tuple[float, float, float, float], row: list[tuple[str, str, str]], style: str) -> None:
    left, top, right, bottom = box
    shares = [2.0 if len(value) > 14 else 1.0 for _, value, _ in row]
    middle, x = (top + bottom) / 2, left
    for share, (label, value, key) in zip(shares, row, strict=True):
        width = (right - left) * share / sum(shares)
        sheet.pen.rectangle((x, top, x + width, bottom), outline=(110, 100, 90), width=2)
        room = 250 if len(label) > 7 and "\n" not in label else 170
        sheet.pen.line((x + room, top, x + room, bottom), fill=(110, 100, 90), width=2)
        lines = label.split("\n")
        for number, line in enumerate(lines):
            sheet.centred((x + room / 2, middle + (number - (len(lines) - 1) / 2) * 32), line, "serif", 26)
        sheet.write((x + room + 18, middle), value, style, 34, name=key)
        x += width


def graduation_certificate(who: people.Person, chance: random.Random) -> Drawn:
    """A graduation certificate: the paragraph that names student, school, major and years."""
    sheet, style = Canvas(1500, 1060, (250, 244, 228)), chance.choice(["serif", "sans", "serif_bold"])
    sheet.pen.rectangle((40, 40, 1460, 1020), outline=(190, 150, 90), width=10)
    sheet.centred((750, 150), "普通高等学校", "serif", 44)
    sheet.centred((750, 250), "毕业证书", "serif_bold", 90, gap=30)
    school, major, level = chance.choice(people.SCHOOLS), chance.choice(people.MAJORS), chance.choice(["本科", "专科",
        "硕士研究生"])
    until = date(who.birth.year + 22, 6, 30)
    since = date(until.year - 4, 9, 1)
    number = f"{chance.randrange(10001, 14999)}1{until.year}05{chance.randrange(0, 999999):06d}"
    text = (
        f"学生{who.name}，性别{who.sex}，{chinese_date(who.birth)}生，于{chinese_date(since)[:-2]}至{chinese_date(until).rsplit('月', 1)[0]}月"
            f"在本校{major}专业四年制{level}学习，修完教学计划规定的全部课程，成绩合格，准予毕业。")
    sheet.paragraph((190, 400), text, 1130, style, 46)
    sheet.write((190, 780), f"校名：{school}", style, 44, name="school")
    sheet.write((900, 780), "校（院）长：", style, 44)
    sheet.write((190, 900), f"证书编号：{number}", style, 38, name="certificate_number")
    sheet.write((900, 900), chinese_date(until), style, 40, name="graduated_on")
    seal(sheet, (1000, 850), school)
    return sheet.done("graduation_certificate", name=who.name, sex=who.sex, birth_date=who.birth.isoformat(),
        school=school,
                      major=major, level=level, certificate_number=number, graduated_on=until.isoformat())


def business_licence(who: people.Person, chance: random.Random) -> Drawn:
    """A business licence with its unified social credit code."""
    sheet, style = Canvas(1600, 1130, (250, 246, 232)), chance.choice(_STYLES)
    sheet.pen.rectangle((30, 30, 1570, 1100), outline=(180, 140, 80), width=12)
    sheet.centred((800, 190), "营业执照", "serif_bold", 100, gap=40)
    body = f"9{chance.choice('123')}440304MA{''.join(chance.choices('0123456789ABCDEFGHJKLMNPQRTUWXY', k=7))}"
    code = body + uscc.calc_check_digit(body)
    name = f"深圳市{who.name[:1]}{chance.choice('鑫达华盛宏泰')}{chance.choice(people.TRADES)}有限公司"
    founded = date(chance.randrange(2008, 2025), chance.randrange(1, 13), chance.randrange(1, 29))
    capital = f"人民币{chance.choice([10, 50, 100, 500])}万元"
    scope = "技术开发、技术咨询；国内贸易（不含专营、专控商品）；经营电子商务。"
    sheet.write((120, 320), "统一社会信用代码", style, 34)
    sheet.write((120, 372), code, "latin", 38, name="credit_code")
    left = [("名称", name, "name"), ("类型", "有限责任公司（自然人独资）", "type"),
        ("法定代表人", who.name, "legal_representative"),
            ("经营范围", scope, "scope")]
    right = [("注册资本", capital, "capital"), ("成立日期", f"{founded:%Y年%m月%d日}", "founded_on"),
             ("住所", who.address, "address")]
    for rows, x, width in ((left, 120, 560), (right, 880, 420)):
        y = 460.0
        for label, value, key in rows:
            spread = label if len(label) > 3 else f"{label[0]}　　{label[1]}"
            sheet.write((x, y), spread, "sans", 34)
            y = sheet.paragraph((x + 200, y), value, width, style, 36, name=key) + 26
    sheet.write((900, 960), "登记机关", "sans", 36)
    issued = founded + timedelta(days=chance.randrange(0, 900))
    sheet.write((1200, 1040), f"{issued.year}年{issued.month:02d}月{issued.day:02d}日", style, 36, name="issued_on")
    seal(sheet, (1280, 960), "市场监督管理局")
    return sheet.done("business_licence", credit_code=code, name=name, legal_representative=who.name, capital=capital,
                      founded_on=founded.isoformat(), address=who.address)


def lease(who: people.Person, chance: random.Random) -> Drawn:
    """The first page of a lease: parties, place, period, rent."""
    sheet, style = Canvas(1240, 1754, (252, 252, 250)), chance.choice(["sans", "serif"])
    sheet.centred((620, 150), chance.choice(["房屋租赁合同", "住房租赁合同书", "深圳市房屋租赁合同书"]), "sans_bold",
        60)
    landlord = people.name(chance)
    start = date(chance.randrange(2022, 2027), chance.randrange(1, 13), 1)
    until = start.replace(year=start.year + 1) - timedelta(days=1)
    rent = chance.choice([2800, 3500, 4200, 5600, 6800])
    lines = [
        f"出租人（甲方）：{landlord}", f"承租人（乙方）：{who.name}", f"身份证号码：{who.number}",
        "根据《中华人民共和国民法典》及有关规定，甲乙双方经协商一致，订立本合同。",
        f"第一条 甲方将坐落于{who.address}的房屋出租给乙方使用。",
        f"第二条 租赁期限自{start.year}年{start.month}月{start.day}日起至{until.year}年{until.month}月{until.day}日止。",
        f"第三条 月租金为人民币{rent}元（大写见附件），乙方应于每月5日前交付租金。",
        "第四条 乙方应合理使用房屋，未经甲方同意不得转租。", "第五条 本合同一式两份，甲乙双方各执一份。",
    ]
    y = 280.0
    for line in lines:
        y = sheet.paragraph((130, y), line, 980, style, 36) + 24
    sheet.write((130, y + 120), "甲方（签章）：", style, 36)
    sheet.write((700, y + 120), "乙方（签章）：", style, 36)
    sheet.write((700, y + 200), f"日期：{start.year}年{start.month}月{start.day}日", style, 36)
    if chance.random() < 0.5:
        seal(sheet, (360, y + 150), "租赁备案专用章")
    return sheet.done("lease", landlord=landlord, tenant=who.name, number=who.number, address=who.address,
                      valid_from=start.isoformat(), valid_until=until.isoformat(), monthly_rent=str(rent))


def disability_certificate(who: people.Person, chance: random.Random) -> Drawn:
    """A disability certificate: its number is the identity number with category and level."""
    sheet, style = Canvas(1400, 960, (238, 244, 236)), chance.choice(_STYLES)
    sheet.centred((700, 90), "中华人民共和国残疾人证", "sans_bold", 60)
    category, digit = chance.choice([("视力", 1), ("听力", 2), ("言语", 3), ("肢体", 4), ("智力", 5), ("精神", 6)])
    level = chance.randrange(1, 5)
    issued = date(chance.randrange(2018, 2026), chance.randrange(1, 13), chance.randrange(1, 29))
    until = issued.replace(year=issued.year + 10)
    number = f"{who.number}{digit}{level}"
    rows = [("姓名", who.name, "name"), ("性别", who.sex, "sex"), ("民族", who.ethnicity, "ethnicity"),
            ("出生年月", f"{who.birth.year}年{who.birth.month}月{who.birth.day}日", "birth_date"),
            ("残疾人证号", number, "number"),
            ("残疾类别", category, "category"), ("残疾等级", "一二三四"[level - 1] + "级", "level"),
            ("签发日期", f"{issued:%Y年%m月%d日}", "issued_on"), ("有效期至", f"{until:%Y年%m月%d日}", "valid_until")]
    for place, (label, value, key) in enumerate(rows):
        y = 190 + place * 76
        x = sheet.write((110, y), label + "：", "sans", 36, BLACK) + 16
        sheet.write((x, y), value, style, 42, name=key)
    seal(sheet, (1130, 760), "残疾人联合会")
    return sheet.done("disability_certificate", name=who.name, sex=who.sex, birth_date=who.birth.isoformat(),
        number=number,
                      category=category, level="一二三四"[level - 1] + "级", issued_on=issued.isoformat(),
                      valid_until=until.isoformat())


def birth_certificate(who: people.Person, chance: random.Random) -> Drawn:
    """A medical certificate of birth with the child and the parents."""
    sheet, style = Canvas(1500, 1060, (236, 244, 248)), chance.choice(_STYLES)
    sheet.centred((750, 90), "出生医学证明", "serif_bold", 64)
    born = date(chance.randrange(2014, 2026), chance.randrange(1, 13), chance.randrange(1, 29))
    mother, father = people.person(chance.randrange(10**6), 1980, 2000), people.person(chance.randrange(10**6), 1975,
        2000)
    number = f"{chance.choice('LMNPQRS')}{chance.randrange(10**8, 10**9)}"
    weeks = chance.randrange(37, 42)
    time = f"{born.year}年{born.month:02d}月{born.day:02d}日{chance.randrange(24)}时{chance.randrange(60)}分"
    rows = [[("新生儿姓名", who.name, "name"), ("性别", who.sex, "sex")],
            [("出生时间", time, "birth_date"), ("出生孕周", f"{weeks}周", "")],
            [("出生体重", f"{chance.randrange(2500, 4200)}克", ""),
            ("出生身长", f"{chance.randrange(47, 54)}厘米", "")],
            [("母亲姓名", mother.name, "mother"), ("母亲身份证号", mother.number, "mother_number")],
            [("父亲姓名", father.name, "father"), ("父亲身份证号", father.number, "father_number")],
            [("接生机构名称", "深圳市福田区妇幼保健院", "hospital")]]
    for place, row in enumerate(rows):
        _cells(sheet, (80, 190 + place * 100, 1420, 290 + place * 100), row, style)
    sheet.write((100, 900), f"出生证编号：{number}", style, 40, name="number")
    sheet.write((900, 900), f"签发日期：{born.year}年{born.month:02d}月{born.day:02d}日", style, 36)
    seal(sheet, (1180, 900), "出生医学证明专用章", 90)
    return sheet.done("birth_certificate", name=who.name, sex=who.sex, birth_date=born.isoformat(), mother=mother.name,
                      mother_number=mother.number, father=father.name, father_number=father.number, number=number)


def form(who: people.Person, chance: random.Random) -> Drawn:
    """A filled form: title, lines with labels, signature and date."""
    sheet, style = Canvas(1240, 1754, (253, 253, 252)), chance.choice(["sans", "serif"])
    title = chance.choice(["深圳市高龄老人津贴申请表", "福田区居家养老服务补助申请表", "公共租赁住房申请表",
        "临时救助申请审批表"])
    sheet.centred((620, 140), title, "sans_bold", 52)
    day = date(2026, chance.randrange(1, 6), chance.randrange(1, 29))
    rows = [[("申请人", who.name, "name"), ("性别", who.sex, "sex")], [("身份证号码", who.number, "number")],
            [("联系电话", f"1990000{chance.randrange(10000):04d}", "phone")], [("家庭住址", who.address, "address")]]
    for place, row in enumerate(rows):
        _cells(sheet, (100, 240 + place * 84, 1140, 324 + place * 84), row, style)
    sheet.paragraph((120, 680), "本人承诺以上所填内容真实、准确，如有虚假，愿承担相应责任。", 1000, style, 34)
    sheet.write((120, 900), f"申请人签名：{who.name}", style, 36)
    sheet.write((700, 900), f"日期：{day.year}年{day.month}月{day.day}日", style, 36, name="dated")
    if chance.random() < 0.5:
        seal(sheet, (900, 880), "社区工作站")
    return sheet.done("form", title=title, name=who.name, number=who.number, dated=day.isoformat())
