"""Field extraction: graduation, disability and birth certificates."""

import re
from collections.abc import Mapping

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.layout import BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import dates, without_blanks
from backend.materials.reading.pick_values import Shape, last_date, matched, normalised_values, pieces_of

GRADUATION = Labels(
    {
        "name": r"(?:学生)?姓\s*名",
        "sex": r"性\s*别",
        "birth_date": r"出生(?:日期|年月)",
        "major": r"专业(?:名称)?[:：]",
        "level": r"学历(?:层次|类别)?[:：]|层\s*次",
        "school": r"(?:毕业)?(?:院校|学校)(?:名称)?[:：]",
        "certificate_number": r"(?:毕业)?证书编?号",
        "graduated_on": r"毕业(?:日期|时间)|发证日期",
    }
)
_TITLE = re.compile(r"^(?:.{0,12})(?:毕业证书|学位证书|结业证书)$")

DISABILITY = Labels(
    {
        "name": r"姓\s*名",
        "sex": r"性\s*别",
        "ethnicity": r"民\s*族",
        "birth_date": r"出生(?:日期|年月)?",
        "number": r"残疾人?证(?:证)?号码?|证\s*号",
        "category": r"残疾类[别型]|类\s*别",
        "level": r"残疾等级|等\s*级|级\s*别",
        "issued_on": r"签发日期|发证日期|批准日期",
        "valid_until": r"有效期(?:至|限|到)?",
        "guardian": r"监\s*护\s*人",
        "address": r"住\s*址|家庭住址",
        "phone": r"联系电话",
        "institution": r"签发机关|发证机关|批准残联",
    },
    long=("address",),
)
BIRTH = Labels(
    {
        "name": r"新生儿姓名|婴儿姓名|^姓\s*名",
        "sex": r"性\s*别",
        "birth_date": r"出生(?:时间|日期)",
        "weeks": r"(?:出生)?孕周",
        "weight": r"出生?体重",
        "length": r"出生?身长",
        "birth_place": r"出生地[点]?",
        "hospital": r"(?:接生|医疗)机构(?:名称)?",
        "mother": r"母亲姓名",
        "mother_number": r"母亲(?:有效)?身份证[件]?(?:号码?|件号)?",
        "father": r"父亲姓名",
        "father_number": r"父亲(?:有效)?身份证[件]?(?:号码?|件号)?",
        "number": r"出生(?:医学)?证(?:明)?(?:编号|编码|号码?)|^编号",
        "issued_on": r"签发日期",
        "institution": r"签发机构",
    }
)


def graduation_certificate(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract student, sex, birth, major and level from the paragraph; school, number and date from the foot."""
    found = matched(
        layout,
        {
            "name": r"(?:学生|兹?有?学生[:：]?|研究生)([㐀-鿿\U00020000-\U000323af·]{2,15}?)[,，]?(?:性别|[男女][,，])",
            "sex": r"(?:性别[:：]?|[,，])([男女])[,，、]?",
            "birth_date": r"[男女][,，、]?(.{6,14}?)出?生",
            "major": r"(?:在本校|在我校|我?本?校|学院)([一-鿿（()）、]{2,24}?)专业",
            "level": r"((?:硕士|博士)研究生|本科|专科|专科起点本科|高职)",
            "school": r"校名[:：]?([一-鿿（()）]{2,20}?(?:大学|学院|学校|研究院))|([一-鿿]{2,18}(?:大学|学院))",
        },
    )
    found |= _certificate_number(layout)
    title = next((box for box in layout.boxes if _TITLE.search(without_blanks(box.text))), None)
    if title:
        found["title"] = LabelledValue(without_blanks(title.text), (BoxPart(title, 0, len(title.text)),))
    found = labelled(joined(layout, GRADUATION), GRADUATION) | found
    last = last_date(layout, after="准予") or _by_certificate_number(layout, found)
    shapes: dict[str, Shape] = dict.fromkeys(found, values.plain)
    shapes |= {"name": values.name, "sex": values.sex, "birth_date": values.day, "graduated_on": values.day}
    kept = normalised_values(found, shapes)
    return {"graduated_on": last} | kept if last else kept


def _certificate_number(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the number after its label or in the box beside it; text further right (a date) isn't part of it."""
    for row in layout.rows():
        for at, box in enumerate(row):
            text = without_blanks(box.text)
            if "编号" not in text and "证书号" not in text:
                continue
            for rest, whose in (
                (text.rpartition("号")[2], box),
                *((without_blanks(other.text), other) for other in row[at + 1 : at + 2]),
            ):
                match = re.search(r"[A-Z0-9]{8,24}", rest)
                if match:
                    return {"certificate_number": LabelledValue(match[0], (BoxPart(whose, 0, len(whose.text)),))}
    return {}


def _by_certificate_number(layout: PageLayout, found: Mapping[str, LabelledValue]) -> LabelledValue | None:
    """Complete a year with a lost 〇 from the certificate number (school 5, kind 1, year 4 digits)."""
    number = found["certificate_number"].text if "certificate_number" in found else ""
    if len(number) not in (17, 18) or not number[6:10].startswith(("19", "20")):
        return None
    for box in reversed(layout.boxes):
        match = re.search(r"年(.{1,2}月.{1,3})日", without_blanks(box.text))
        days = (
            dates(f"{number[6:10]}年{match[1]}日") or dates(f"{_in_numerals(number[6:10])}年{match[1]}日")
            if match
            else []
        )
        if days and "学生" not in box.text:
            return LabelledValue(days[0].isoformat(), (BoxPart(box, 0, len(box.text)),))
    return None


def _in_numerals(year: str) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in year)


def disability_certificate(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the fields; the number is the identity number, category digit, level digit (and a letter if reissued)."""
    layout = joined(layout, DISABILITY)
    found = labelled(layout, DISABILITY)
    shapes: dict[str, Shape] = {
        "name": values.name,
        "sex": values.sex,
        "ethnicity": values.ethnicity,
        "birth_date": values.day,
        "category": values.name,
        "level": values.name,
        "issued_on": values.day,
        "valid_until": values.day,
        "guardian": values.name,
    }
    number = re.search(
        r"(?<!\d)(\d{17}[\dX][1-7][1-4](?:B\d)?)(?!\d)",
        " ".join(without_blanks(box.text).upper() for box in layout.boxes),
    )
    kept = normalised_values(found, shapes)
    if number:
        kept["number"] = LabelledValue(number[1], tuple(pieces_of(layout, number[1])))
    return kept


def _next_row(number: LabelledValue, name: LabelledValue) -> bool:
    """Check whether a number is in the row below a parent's name, or in the same row."""
    box, above = number.pieces[0].box, name.pieces[0].box
    drop = box.middle[1] - above.middle[1] - above.slope * (box.middle[0] - above.middle[0])
    return -0.6 * above.height < drop < 4.5 * above.height


def birth_certificate(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the child, the parents with their numbers, the hospital and the certificate number."""
    layout = joined(layout, BIRTH)
    found = labelled(layout, BIRTH)
    shapes: dict[str, Shape] = {
        "name": values.name,
        "sex": values.sex,
        "birth_date": values.day,
        "mother": values.name,
        "mother_number": values.plain,
        "father": values.name,
        "father_number": values.plain,
        "hospital": values.plain,
    }
    kept = normalised_values(found, shapes)
    numbers = list(values.identity_numbers(layout))
    for parent in ("mother", "father"):
        key = f"{parent}_number"
        exact = [number for number in numbers if key in kept and number.text in kept[key].text.upper()]
        below = [number for number in numbers if parent in kept and _next_row(number, kept[parent])]
        if exact or below:
            kept[key] = (exact or below)[0]
    own = re.search(r"(?<![0-9A-Z])([A-Z]\d{9})(?!\d)", " ".join(without_blanks(box.text) for box in layout.boxes))
    if own:
        kept["number"] = LabelledValue(own[1], tuple(pieces_of(layout, own[1])))
    return kept
