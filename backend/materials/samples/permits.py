"""Synthetic cards of people without a mainland identity card: permits of Hong Kong, Macao and Taiwan, foreigners' cards old and new.

Their numbers have areas, provinces and countries that don't exist, so that they can't belong to anybody.
"""

import random
from dataclasses import replace
from datetime import date

from backend.kit.identity_number import SAMPLE_FOREIGN, SAMPLE_LETTERS, SAMPLE_PERMITS, sample_number
from backend.materials.samples import people
from backend.materials.samples.canvas import BLUE, Canvas, Drawn, Ink
from backend.materials.samples.cards import (
    HEIGHT,
    STYLES,
    WIDTH,
    birth_row,
    drawn_face,
    guilloche,
    mark_as_sample,
    portrait,
)

NATIONALITIES = (
    ("加拿大", "CAN", "124"), ("俄罗斯", "RUS", "643"), ("瑞典", "SWE", "752"), ("新加坡", "SGP", "702"), ("德国", "DEU", "276"), ("巴西", "BRA", "076"),
    ("沙特阿拉伯", "SAU", "682"),
)  # fmt: skip
ROWS = (
    ("name", "姓名/Name"), ("sex", "性别/Sex"), ("birth_date", "出生日期/Date of Birth"), ("nationality", "国籍/Nationality"),
    ("validity", "有效期限/Period of Validity"), ("authority", "签发机关/Issuing Authority"), ("number", "证件号码/ID No."),
)  # fmt: skip
TITLE = "外国人永久居留身份证"
_FACE = (960, 215, 1290, 640)


def from_outside(who: people.Person, chance: random.Random) -> people.Person:
    """Return the person as a resident from Hong Kong, Macao or Taiwan; the cast is unchanged."""
    if who.number[:2] in ("81", "82", "83"):
        return who
    return replace(who, number=sample_number(who.birth, int(who.number[14:17]), chance.choice(sorted(SAMPLE_PERMITS))))


def hk_mo_tw_front(who: people.Person, chance: random.Random, mark: bool = False) -> Drawn:
    """Draw the portrait side: no ethnicity, no title."""
    who = from_outside(who, chance)
    sheet, ink = _sheet((232, 238, 240), chance), chance.choice([BLUE, (90, 90, 100)])
    _faced(sheet, (900, 120, 1290, 620), who, chance, mark)
    style, label = chance.choice(STYLES), chance.choice(["sans", "serif", "sans_bold"])
    left = 95 + chance.randrange(20)
    start = sheet.write((left, 135), "姓 名", label, 38, ink) + 32
    sheet.write((start, 135), who.name, style, 52, name="name", gap=4)
    sheet.write((left, 240), "性 别", label, 38, ink)
    sheet.write((start, 240), who.sex, style, 46, name="sex")
    birth_row(sheet, (left, start, 345), who.birth, (label, style, ink, 0))
    sheet.write((left, 450), "住 址", label, 38, ink)
    sheet.paragraph((start, 450), who.address, chance.choice([560, 600, 640]), style, 44, name="address")
    x = sheet.write((left, 775), "公民身份号码", label, 38, ink) + 50
    sheet.write(
        (x, 775), who.number, chance.choice(["mono", "latin", style]), 56, name="number", gap=chance.choice([2, 6])
    )
    return sheet.done(
        "residence_permit",
        name=who.name,
        sex=who.sex,
        birth_date=who.birth.isoformat(),
        address=who.address,
        number=who.number,
    )


def hk_mo_tw_back(who: people.Person, chance: random.Random, mark: bool = False) -> Drawn:
    """Draw the other side: authority, five years' validity, travel permit number, issue count."""
    taiwan = from_outside(who, chance).number.startswith("83")
    sheet, style = _sheet((228, 236, 232), chance), chance.choice(STYLES)
    sheet.centred((820, 130), "中华人民共和国", "serif_bold", 70, gap=10)
    sheet.centred((820, 260), "台湾居民居住证" if taiwan else "港澳居民居住证", "serif_bold", 88, gap=14)
    authority, (start, until) = chance.choice(people.OFFICES), _valid(chance, (5,))
    passed = (
        f"000{chance.randrange(100_000):05d}" if taiwan else f"{chance.choice('HM')}000{chance.randrange(100_000):05d}"
    )
    rows = (
        ("签发机关", authority, "authority"), ("有效期限", _period(start, until), "valid_until"), ("通行证号码", passed, "pass_number"),
        ("签发次数", f"{chance.randrange(1, 9):02d}", "issues"),
    )  # fmt: skip
    for at, (label, value, key) in enumerate(rows):
        y = 480 + 100 * at
        sheet.write((330, y), label, "sans", 40)
        sheet.write((620, y), value, style if key == "authority" else chance.choice([style, "latin"]), 46, name=key)
    if mark:
        mark_as_sample(sheet)
    return sheet.done(
        "residence_permit",
        authority=authority,
        valid_from=start.isoformat(),
        valid_until=until.isoformat(),
        pass_number=passed,
        issues=rows[3][1],
    )


def permanent_card(who: people.Person, chance: random.Random, mark: bool = False) -> Drawn:
    """Draw a foreigner's card since 2023: 18 digits starting with 9, optionally with the old number."""
    who, country = _foreigner(who, chance, new=True)
    before = f"{SAMPLE_LETTERS}1100{who.birth:%y%m%d}{chance.randrange(100):02d}" if chance.random() < 0.5 else ""
    return _foreign(who, country, chance, mark, before)


def permanent_card_of_old(who: people.Person, chance: random.Random, mark: bool = False) -> Drawn:
    """Draw a foreigner's card before December 2023: three letters and twelve digits."""
    who, country = _foreigner(who, chance, new=False)
    return _foreign(who, country, chance, mark)


def permanent_back(who: people.Person, chance: random.Random, mark: bool = False) -> Drawn:
    """Draw the other side: title, authority, validity."""
    sheet, (start, until) = _sheet((226, 236, 240), chance), _valid(chance, (10,))
    sheet.pen.ellipse((90, 80, 300, 290), outline=(178, 60, 56), width=14)
    sheet.centred((820, 150), "中华人民共和国", "serif_bold", 70, gap=10)
    sheet.centred((820, 280), TITLE, "serif_bold", 76, gap=6)
    sheet.centred((820, 370), "FOREIGN PERMANENT RESIDENT ID CARD", "latin", 34)
    _row(sheet, (330, 600), "签发机关/Issuing Authority", "国家移民管理局", "sans", "authority", above=True)
    _row(sheet, (330, 730), "有效期限/Period of Validity", _period(start, until), "latin", "valid_until", above=True)
    if mark:
        mark_as_sample(sheet)
    told = {"authority": "国家移民管理局", "valid_from": start.isoformat(), "valid_until": until.isoformat()}
    return sheet.done("permanent_residence_card", **told)


def _foreign(who: people.Person, country: str, chance: random.Random, mark: bool, before: str = "") -> Drawn:
    sheet, (start, until) = _sheet((236, 240, 236), chance), _valid(chance, (10,))
    sheet.centred((WIDTH / 2, 70), f"中华人民共和国{TITLE}", "sans_bold", 52)
    sheet.centred((WIDTH / 2, 135), "FOREIGN PERMANENT RESIDENT ID CARD", "latin", 32)
    _faced(sheet, _FACE, who, chance, mark)
    values = {
        "name": who.name, "sex": f"{who.sex}/{'F' if who.sex == '女' else 'M'}", "birth_date": f"{who.birth:%Y.%m.%d}",
        "nationality": country, "validity": _period(start, until), "authority": "国家移民管理局", "number": who.number,
    }  # fmt: skip
    above, style = chance.random() < 0.5, chance.choice(("sans", "serif"))
    for at, (key, label) in enumerate(ROWS):
        _row(sheet, (80, 200 + 88 * at), label, values[key], style, key, above)
    if before:
        sheet.write((80, 835), f"原证件号码 {before}", "sans", 26, (90, 90, 100))
    return sheet.done(
        "permanent_residence_card", name=who.name, sex=who.sex, birth_date=who.birth.isoformat(), nationality=country.split("/")[0],
        number=who.number, authority="国家移民管理局", valid_from=start.isoformat(), valid_until=until.isoformat(),
    )  # fmt: skip


def _row(sheet: Canvas, at: tuple[float, float], label: str, value: str, style: str, key: str, above: bool) -> None:
    """Draw a bilingual label with its value below or beside it."""
    name = "valid_until" if key == "validity" else key
    if above:
        sheet.write((at[0], at[1] - 8), label, "sans", 26, BLUE)
        sheet.paragraph((at[0], at[1] + 34), value, 840, style, 36 if len(value) < 30 else 30, name=name)
    else:
        x = sheet.write(at, label, "sans", 30, BLUE) + 24
        sheet.paragraph((x, at[1]), value, 880 - x, style, 40 if len(value) < 16 else 30, name=name)


def _foreigner(who: people.Person, chance: random.Random, new: bool) -> tuple[people.Person, str]:
    """Return a foreign person and their country as printed; the cast is unchanged."""
    known = [nation for nation in NATIONALITIES if who.number[0] == "9" and who.number[3:6] == nation[2]]
    country, letters, digits = chance.choice(known or NATIONALITIES)
    if who.number[0] != "9":
        sequence = int(who.number[14:17])
        number = sample_number(who.birth, sequence, SAMPLE_FOREIGN + digits)
        old = f"{SAMPLE_LETTERS}1100{who.birth:%y%m%d}{sequence % 100:02d}"
        who = replace(who, name=people.foreign_name(chance), number=number if new else old)
    return who, f"{country}/{letters}"


def _sheet(paper: Ink, chance: random.Random) -> Canvas:
    sheet = Canvas(WIDTH, HEIGHT, paper)
    guilloche(sheet, chance, chance.choice([(208, 222, 230), (214, 226, 220)]))
    return sheet


def _faced(
    sheet: Canvas, box: tuple[int, int, int, int], who: people.Person, chance: random.Random, mark: bool
) -> None:
    portrait(sheet, box, chance)
    if mark:
        drawn_face(sheet, box, who)
        sheet.write((box[0] + 40, box[3] + 40), "样本 SAMPLE", "sans_bold", 36, (214, 120, 110))


def _valid(chance: random.Random, years: tuple[int, ...]) -> tuple[date, date]:
    start = date(chance.randrange(2022, 2026), chance.randrange(1, 13), chance.randrange(1, 29))
    return start, start.replace(year=start.year + chance.choice(years))


def _period(start: date, until: date) -> str:
    return f"{start:%Y.%m.%d}-{until:%Y.%m.%d}"
