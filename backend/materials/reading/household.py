"""Field extraction: household register, personal page and first page."""

import re

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout, beside
from backend.materials.reading.normalize_text import is_han, without_blanks
from backend.materials.reading.pick_values import Shape, normalised_values, number_near

HOUSEHOLD = Labels(
    {
        "name": r"^姓\s*名|户主姓名",
        "relation": r"户主或与(?:户主关系)?|户主关系|^与户主关系",
        "former_name": r"曾用名",
        "sex": r"性\s*别",
        "birth_place": r"出\s*生\s*地",
        "ethnicity": r"民\s*族",
        "native_place": r"籍\s*贯",
        "birth_date": r"出生(?:日期|年月)",
        "other_address": r"本市[(（]?县?[)）]?其他住址|其他住址",
        "religion": r"宗教信仰",
        "number": r"公民身份(?:证件?)?(?:编号|号码)?|证件编号|身份证[件号].*",
        "height": r"身\s*高",
        "blood": r"血\s*型",
        "education": r"文化程度",
        "marriage": r"婚姻状况",
        "service": r"兵役状况",
        "employer": r"服务处所",
        "occupation": r"职\s*业",
        "moved_city": r"何时由何地迁来本市.*",
        "moved": r"何时由何地迁来本址",
        "household_kind": r"户\s*别",
        "household_number": r"户\s*号",
        "address": r"^住\s*址|户籍地址|家庭住址",
        "signed": r"承办人签章",
        "registered_on": r"登记日期|签发日期",
        "institution": r"所属派出所|户口登记机关",
    },
    long=("address", "native_place", "birth_place"),
)
_HOUSEHOLD_KEPT = (
    "name",
    "relation",
    "sex",
    "ethnicity",
    "birth_date",
    "native_place",
    "address",
    "household_number",
    "household_kind",
    "registered_on",
)

_BIRTH = re.compile(r"(?:19|20)\d{2}[年.\-]\d{1,2}[月.\-]\d{1,2}日?")
_RELATION_WORDS = (
    "户主 夫 妻 配偶 子 女 独生子 独生女 长子 次子 三子 四子 长女 次女 三女 四女 养子 养女 继子 继女 儿媳 长媳 女婿 孙子 孙女 "
    "外孙子 外孙女 外孙 父亲 母亲 父 母 公公 婆婆 岳父 岳母 祖父 祖母 外祖父 外祖母 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 侄子 侄女 "
    "外甥 外甥女 非亲属 其他"
)
_RELATIONS = frozenset(_RELATION_WORDS.split())


def household_page(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the personal page, or household and address of the first page."""
    layout = joined(layout, HOUSEHOLD)
    found = labelled(layout, HOUSEHOLD)
    found = _by_content(layout, found) | found
    shapes: dict[str, Shape] = dict.fromkeys(_HOUSEHOLD_KEPT, values.plain)
    shapes |= {
        "name": values.name,
        "relation": values.name,
        "sex": values.sex,
        "ethnicity": values.ethnicity,
        "birth_date": values.day,
        "address": values.address,
        "registered_on": values.day,
    }
    return normalised_values(found, shapes) | number_near(layout, found, "number")


def _by_content(layout: PageLayout, found: dict[str, LabelledValue]) -> dict[str, LabelledValue]:
    """Find cells with lost labels by values that only they can hold: relation, sex, ethnicity, birth date."""
    kept: dict[str, LabelledValue] = {}
    for box in layout.boxes:
        text = without_blanks(box.text)
        if text in _RELATIONS and "relation" not in kept:
            kept["relation"] = _whole(box)
            kept |= _name_beside(layout, box) if "name" not in found else {}
        elif text in ("男", "女"):
            kept.setdefault("sex", _whole(box))
        elif len(text) <= 5 and text.removesuffix("族") in values.ETHNICITIES and _under(box, kept.get("sex")):
            kept.setdefault("ethnicity", _whole(box))
        elif _BIRTH.fullmatch(text):
            kept.setdefault("birth_date", _whole(box))
    return kept


def _whole(box: Box) -> LabelledValue:
    return LabelledValue(box.text, (BoxPart(box, 0, len(box.text)),))


def _under(box: Box, above: LabelledValue | None) -> bool:
    """Check whether a box is in the column of another; 土, 水 and 京 are ethnicities there, but words elsewhere."""
    return above is not None and abs(box.left - above.pieces[0].box.left) < 3 * box.height


def _name_beside(layout: PageLayout, relation: Box) -> dict[str, LabelledValue]:
    row = [
        box for box in layout.boxes if box is not relation and box.right < relation.left and beside(box, relation, 0.8)
    ]
    names = [
        box
        for box in row
        if is_han(without_blanks(box.text))
        and 2 <= len(without_blanks(box.text)) <= 4
        and not HOUSEHOLD.marks(box.text)
    ]
    return {"name": _whole(names[0])} if len(names) == 1 else {}
