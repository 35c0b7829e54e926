"""Synthetic cards: identity card (both sides), residence permit, bank card; varied by seed."""

import random
from datetime import date

from PIL import Image

from backend.materials.samples import people, portraits
from backend.materials.samples.canvas import BLACK, BLUE, Canvas, Drawn, Ink

WIDTH, HEIGHT = 1400, 883
"""A card of 85.6 × 54 mm, as in ISO 7810 ID-1."""

STYLES = ("sans", "sans", "serif", "sans_bold", "serif_bold")


def guilloche(sheet: Canvas, chance: random.Random, ink: Ink, step: int = 14) -> None:
    """Draw a security pattern, light enough to read over."""
    phase, width = chance.random() * 6, sheet.picture.width
    for y in range(0, sheet.picture.height, step):
        rise = 8 + 6 * ((y / step + phase) % 3)
        points = [(x, y + rise * (1 if (x // 60) % 2 else -1) * 0.3) for x in range(0, width + 60, 60)]
        sheet.pen.line(points, fill=ink, width=1)


def portrait(sheet: Canvas, box: tuple[int, int, int, int], chance: random.Random) -> None:
    """Draw head and shoulders of no real person."""
    left, top, right, bottom = box
    w, h = right - left, bottom - top
    skin = chance.choice([(238, 205, 178), (226, 190, 160), (244, 214, 190)])
    pen = sheet.pen
    pen.ellipse((left + w * 0.1, top + h * 0.72, right - w * 0.1, bottom + h * 0.35), fill=(70, 80, 100))
    pen.ellipse((left + w * 0.2, top + h * 0.1, right - w * 0.2, top + h * 0.55), fill=(45, 40, 40))
    pen.ellipse((left + w * 0.25, top + h * 0.18, right - w * 0.25, top + h * 0.75), fill=skin)
    for eye in (0.4, 0.6):
        pen.ellipse((left + w * eye - 8, top + h * 0.42, left + w * eye + 8, top + h * 0.45), fill=(50, 40, 40))
    pen.arc((left + w * 0.4, top + h * 0.5, right - w * 0.4, top + h * 0.64), 20, 160, fill=(170, 90, 90), width=4)
    sheet.pen.rectangle((left, bottom, right, sheet.picture.height), fill=sheet.picture.getpixel((4, 4)))


def id_card_front(who: people.Person, chance: random.Random, sample_mark: bool = False, face: bool = False) -> Drawn:
    """Draw the portrait side; the cast's cards carry a detectable face."""
    sheet = Canvas(WIDTH, HEIGHT, chance.choice([(226, 236, 240), (232, 238, 236), (236, 232, 226), (245, 247, 248)]))
    guilloche(sheet, chance, chance.choice([(206, 222, 230), (214, 226, 220), (224, 216, 224)]))
    if sample_mark:
        mark_as_sample(sheet)
    portrait(sheet, (900, 120, 1290, 620), chance)
    if sample_mark or face:
        drawn_face(sheet, (900, 120, 1290, 620), who)
    style, label = chance.choice(STYLES), chance.choice(["sans", "serif", "sans_bold"])
    left, gap = 95 + chance.randrange(20), chance.choice([0, 0, 12])
    ink = chance.choice([BLUE, BLUE, (90, 90, 100)])
    start = sheet.write((left, 135), "姓名" if gap else "姓 名", label, 38, ink, gap=gap) + 32
    _name(sheet, start, who.name, style)
    sheet.write((left, 240), "性别" if gap else "性 别", label, 38, ink, gap=gap)
    sheet.write((start, 240), who.sex, style, 46, name="sex")
    x = sheet.write((start + 130, 240), "民族" if gap else "民 族", label, 38, ink) + 26
    sheet.write((x, 240), who.ethnicity, style, 46, name="ethnicity")
    birth_row(sheet, (left, start, 345), who.birth, (label, style, ink, gap))
    sheet.write((left, 450), "住址" if gap else "住 址", label, 38, ink, gap=gap)
    sheet.paragraph((start, 450), who.address, chance.choice([560, 600, 640]), style, 44, name="address")
    x = sheet.write((left, 775), "公民身份号码", label, 38, ink) + 50
    digits = chance.choice(["mono", "mono", "latin", style])
    sheet.write((x, 775), who.number, digits, 56, name="number", gap=chance.choice([2, 6]))
    return sheet.done("id_card_front", **_front_fields(who))


def _name(sheet: Canvas, start: float, name: str, style: str) -> None:
    """Draw a name, smaller and in several lines if long."""
    if len(name) <= 12:
        sheet.write((start, 135), name, style, 52, name="name", gap=4)
    else:
        size = 40 if len(name) <= 32 else 34
        lines = -(-len(name) * size // 640)
        sheet.paragraph((start, 138 - (lines - 1) * size * 0.71), name, 640, style, size, name="name")


def drawn_face(sheet: Canvas, box: tuple[int, int, int, int], who: people.Person) -> None:
    """Draw a face that a detector finds over the simple one."""
    left, top, right, bottom = box
    head = Image.fromarray(portraits.portrait(who)).resize((bottom - top, bottom - top), Image.Resampling.LANCZOS)
    cut = (bottom - top - (right - left)) // 2
    sheet.picture.paste(head.crop((cut, 0, cut + right - left, bottom - top)), (left, top))


def _front_fields(who: people.Person) -> dict[str, str]:
    return {
        "name": who.name,
        "sex": who.sex,
        "ethnicity": who.ethnicity,
        "birth_date": who.birth.isoformat(),
        "address": who.address,
        "number": who.number,
    }


def birth_row(sheet: Canvas, at: tuple[int, float, int], birth: date, look: tuple[str, str, Ink, int]) -> None:
    """Draw the birth date in three parts; `look`: label font, value font, ink, gap."""
    (left, start, y), (label, style, ink, gap) = at, look
    sheet.write((left, y), "出生" if gap else "出 生", label, 38, ink, gap=gap)
    x: float = start
    for number, unit in ((birth.year, "年"), (birth.month, "月"), (birth.day, "日")):
        x = sheet.write((x, y), str(number), style, 46, name="birth_date") + 14
        x = sheet.write((x, y), unit, label, 38, ink) + 18


def mark_as_sample(sheet: Canvas) -> None:
    """Mark the card as a sample."""
    sheet.centred((1180, 62), "样本 SAMPLE", "sans_bold", 44, (214, 120, 110))


def id_card_back(who: people.Person, chance: random.Random) -> Drawn:
    """Draw the emblem side: authority and validity."""
    sheet = Canvas(WIDTH, HEIGHT, chance.choice([(232, 238, 232), (226, 236, 240), (240, 236, 230)]))
    guilloche(sheet, chance, (212, 224, 220))
    red = (178, 60, 56)
    sheet.pen.ellipse((90, 80, 300, 290), outline=red, width=14)
    sheet.pen.regular_polygon((195, 185, 50), 5, fill=red)
    heading, style = chance.choice(["serif_bold", "sans_bold"]), chance.choice(STYLES)
    sheet.centred((820, 150), "中华人民共和国", heading, 78, BLACK, gap=10)
    sheet.centred((820, 290), "居民身份证", heading, 104, BLACK, gap=20)
    authority = chance.choice(people.OFFICES)
    x = sheet.write((380, 660), "签发机关", "sans", 40, BLACK) + 40
    sheet.write((x, 660), authority, style, 46, name="authority")
    sheet.write((380, 780), "有效期限", "sans", 40, BLACK)
    start, until = validity(who.birth, chance)
    shown = f"{start:%Y.%m.%d}-{until.strftime('%Y.%m.%d') if until else '长期'}"
    sheet.write((x, 780), shown, chance.choice([style, "latin" if until else style]), 46, name="valid_until")
    return sheet.done(
        "id_card_back",
        authority=authority,
        valid_from=start.isoformat(),
        valid_until=until.isoformat() if until else "长期",
    )


def validity(birth: date, chance: random.Random) -> tuple[date, date | None]:
    """Return a card's validity: 5 years below 16, 10 to 25, 20 to 45, then unlimited."""
    start = date(chance.randrange(2012, 2025), chance.randrange(1, 13), chance.randrange(1, 29))
    age = start.year - birth.year
    if age >= 46:
        return start, None
    return start, start.replace(year=start.year + (5 if age < 16 else 10 if age < 26 else 20))


def residence_permit(who: people.Person, chance: random.Random) -> Drawn:
    """Draw a city residence permit."""
    sheet = Canvas(WIDTH, HEIGHT, (224, 234, 244))
    guilloche(sheet, chance, (204, 218, 234))
    style = chance.choice(STYLES)
    sheet.centred((WIDTH / 2, 70), chance.choice(["深圳经济特区居住证", "广东省居住证", "居住证"]), "sans_bold", 60)
    portrait(sheet, (990, 150, 1310, 560), chance)
    here = f"深圳市福田区{chance.choice(people.ROADS)}{chance.randrange(1, 3000)}号{chance.randrange(1, 20)}栋{chance.randrange(101, 2900)}"
    start, _ = validity(who.birth, chance)
    until = start.replace(year=start.year + 10)
    rows = [
        ("姓名", who.name, "name"),
        ("性别", who.sex, "sex"),
        ("民族", who.ethnicity, "ethnicity"),
        ("出生日期", f"{who.birth.year}年{who.birth.month}月{who.birth.day}日", "birth_date"),
        ("公民身份号码", who.number, "number"),
        ("户籍地址", who.address, "address"),
        ("居住地址", here, "residence_address"),
        ("签发机关", "深圳市公安局", "authority"),
        ("有效期限", f"{start:%Y.%m.%d}-{until:%Y.%m.%d}", "valid_until"),
    ]
    y: float = 170
    for label, value, key in rows:
        x = sheet.write((70, y), label, "sans", 32, BLUE) + 24
        y = sheet.paragraph((x, y), value, 660 if y < 560 else 1000, style, 38, name=key) + 16
    fields = _front_fields(who) | {
        "residence_address": here,
        "authority": "深圳市公安局",
        "valid_from": start.isoformat(),
        "valid_until": until.isoformat(),
    }
    return sheet.done("residence_permit", **fields)


def bank_card(who: people.Person, chance: random.Random) -> Drawn:
    """Draw the front of a debit card."""
    dark = chance.choice([(150, 30, 40), (20, 70, 130), (30, 110, 80), (60, 60, 66), (190, 150, 70)])
    light = (245, 240, 225)
    sheet = Canvas(WIDTH, HEIGHT, dark)
    guilloche(sheet, chance, (dark[0] + 16, dark[1] + 16, dark[2] + 16), 20)
    bank, start, length = chance.choice(people.BANKS)
    number = people.card_number(chance, start, length)
    sheet.write((90, 110), bank, "sans_bold", 66, light, name="bank")
    sheet.write((1010, 110), chance.choice(["借记卡", "储蓄卡", "储蓄卡 DEBIT"]), "sans", 40, light)
    sheet.pen.rounded_rectangle((110, 290, 290, 430), 20, fill=(214, 190, 120))
    size, style = 74 if length == 19 else 80, chance.choice(["mono", "latin"])
    grouped = (
        " ".join(number[i : i + 4] for i in range(0, length, 4))
        if length == 16 or chance.random() < 0.6
        else f"{number[:6]} {number[6:]}"
    )
    sheet.write((100, 540), grouped, style, size, light, name="number")
    if chance.random() < 0.5:
        sheet.write(
            (560, 660), f"VALID THRU {chance.randrange(1, 13):02d}/{chance.randrange(27, 36)}", "latin", 36, light
        )
    sheet.pen.rectangle((1130, 690, 1310, 810), fill=(230, 240, 240))
    sheet.centred((1220, 730), "UnionPay", "latin", 34, (180, 40, 40))
    sheet.centred((1220, 780), "银联", "sans_bold", 42, (20, 90, 130))
    return sheet.done("bank_card", bank=bank, number=number)
