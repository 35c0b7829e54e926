"""Synthetic papers: household page, business licence, lease, form; varied by seed."""

import random
from datetime import date, timedelta

from stdnum.cn import uscc

from backend.materials.samples import people
from backend.materials.samples.canvas import Canvas, Drawn
from backend.materials.samples.sheets import STYLES, cells, seal, western_date

RELATIONS = {"女": ("户主", "妻", "次女", "儿媳", "母亲"), "男": ("户主", "夫", "长子", "孙子", "父亲")}


def household_page(who: people.Person, chance: random.Random) -> Drawn:
    """Draw the personal page of a household register."""
    sheet, style = Canvas(1500, 1060, (246, 240, 226)), chance.choice(STYLES)
    sheet.centred((750, 70), "常住人口登记卡", "serif_bold", 52)
    relation = chance.choice(RELATIONS[who.sex])
    birth = western_date(who.birth, chance)
    native = who.address[: who.address.index("市") + 1] if "市" in who.address else who.address[:3]
    rows = [
        [("姓名", who.name, "name"), ("户主或与\n户主关系", relation, "relation")],
        [("曾用名", "", ""), ("性别", who.sex, "sex")],
        [
            ("出生地", native, ""),
            ("民族", who.ethnicity if chance.random() < 0.5 else who.ethnicity + "族", "ethnicity"),
        ],
        [("籍贯", native, "native_place"), ("出生日期", birth, "birth_date")],
        [("本市（县）其他住址", "", ""), ("宗教信仰", "", "")],
        [("公民身份\n证件编号", who.number, "number"), ("身高", "", ""), ("血型", "", "")],
        [
            ("文化程度", chance.choice(["小学", "初中", "高中", "大学本科"]), ""),
            ("婚姻状况", chance.choice(["未婚", "已婚", "丧偶"]), ""),
            ("兵役状况", "", ""),
        ],
        [("服务处所", "", ""), ("职业", chance.choice(["", "工人", "退休"]), "")],
        [("何时由何地迁来本址", chance.choice(["", f"{who.birth.year + 25}年由{native}迁来"]), "")],
    ]
    y = 130.0
    for row in rows:
        cells(sheet, (90, y, 1410, y + 84), row, style)
        y += 84
    sheet.write((100, y + 50), "承办人签章：", "serif", 30)
    sheet.write(
        (800, y + 50),
        f"登记日期：{chance.randrange(2004, 2024)}年{chance.randrange(1, 13)}月{chance.randrange(1, 28)}日",
        "serif",
        30,
    )
    seal(sheet, (520, y + 30), "户口专用", 70)
    return sheet.done(
        "household_page",
        name=who.name,
        relation=relation,
        sex=who.sex,
        ethnicity=who.ethnicity,
        native_place=native,
        birth_date=who.birth.isoformat(),
        number=who.number,
    )


def business_licence(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a business licence with its unified social credit code."""
    sheet, style = Canvas(1600, 1130, (250, 246, 232)), chance.choice(STYLES)
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
    left = [
        ("名称", name, "name"),
        ("类型", "有限责任公司（自然人独资）", "type"),
        ("法定代表人", who.name, "legal_representative"),
        ("经营范围", scope, "scope"),
    ]
    right = [
        ("注册资本", capital, "capital"),
        ("成立日期", f"{founded:%Y年%m月%d日}", "founded_on"),
        ("住所", who.address, "address"),
    ]
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
    return sheet.done(
        "business_licence",
        credit_code=code,
        name=name,
        legal_representative=who.name,
        capital=capital,
        founded_on=founded.isoformat(),
        address=who.address,
    )


def lease(who: people.Person, chance: random.Random) -> Drawn:
    """Draw the first page of a lease."""
    sheet, style = Canvas(1240, 1754, (252, 252, 250)), chance.choice(["sans", "serif"])
    sheet.centred(
        (620, 150), chance.choice(["房屋租赁合同", "住房租赁合同书", "深圳市房屋租赁合同书"]), "sans_bold", 60
    )
    landlord = people.name(chance)
    start = date(chance.randrange(2022, 2027), chance.randrange(1, 13), 1)
    until = start.replace(year=start.year + 1) - timedelta(days=1)
    rent = chance.choice([2800, 3500, 4200, 5600, 6800])
    lines = [
        f"出租人（甲方）：{landlord}",
        f"承租人（乙方）：{who.name}",
        f"身份证号码：{who.number}",
        "根据《中华人民共和国民法典》及有关规定，甲乙双方经协商一致，订立本合同。",
        f"第一条 甲方将坐落于{who.address}的房屋出租给乙方使用。",
        f"第二条 租赁期限自{start.year}年{start.month}月{start.day}日起至{until.year}年{until.month}月{until.day}日止。",
        f"第三条 月租金为人民币{rent}元（大写见附件），乙方应于每月5日前交付租金。",
        "第四条 乙方应合理使用房屋，未经甲方同意不得转租。",
        "第五条 本合同一式两份，甲乙双方各执一份。",
    ]
    y = 280.0
    for line in lines:
        y = sheet.paragraph((130, y), line, 980, style, 36) + 24
    sheet.write((130, y + 120), "甲方（签章）：", style, 36)
    sheet.write((700, y + 120), "乙方（签章）：", style, 36)
    sheet.write((700, y + 200), f"日期：{start.year}年{start.month}月{start.day}日", style, 36)
    if chance.random() < 0.5:
        seal(sheet, (360, y + 150), "租赁备案专用章")
    return sheet.done(
        "lease",
        landlord=landlord,
        tenant=who.name,
        number=who.number,
        address=who.address,
        valid_from=start.isoformat(),
        valid_until=until.isoformat(),
        monthly_rent=str(rent),
    )


def form(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a filled form."""
    sheet, style = Canvas(1240, 1754, (253, 253, 252)), chance.choice(["sans", "serif"])
    title = chance.choice(
        ["深圳市高龄老人津贴申请表", "福田区居家养老服务补助申请表", "公共租赁住房申请表", "临时救助申请审批表"]
    )
    sheet.centred((620, 140), title, "sans_bold", 52)
    day = date(2026, chance.randrange(1, 6), chance.randrange(1, 29))
    rows = [
        [("申请人", who.name, "name"), ("性别", who.sex, "sex")],
        [("身份证号码", who.number, "number")],
        [("联系电话", f"1990000{chance.randrange(10000):04d}", "phone")],
        [("家庭住址", who.address, "address")],
    ]
    for place, row in enumerate(rows):
        cells(sheet, (100, 240 + place * 84, 1140, 324 + place * 84), row, style)
    sheet.paragraph((120, 680), "本人承诺以上所填内容真实、准确，如有虚假，愿承担相应责任。", 1000, style, 34)
    sheet.write((120, 900), f"申请人签名：{who.name}", style, 36)
    sheet.write((700, 900), f"日期：{day.year}年{day.month}月{day.day}日", style, 36, name="dated")
    if chance.random() < 0.5:
        seal(sheet, (900, 880), "社区工作站")
    return sheet.done("form", title=title, name=who.name, number=who.number, dated=day.isoformat())
