"""Field extraction: city residence permit, and permit for residents from Hong Kong, Macao and Taiwan."""

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.identity_cards import BIRTH_ROW, SEX_ROW, SHAPES, front, in_order, name_above, validity
from backend.materials.reading.layout import LabelledValue, PageLayout
from backend.materials.reading.normalize_text import without_blanks

PERMIT = Labels(
    {
        "name": r"姓\s*名",
        "sex": r"性\s*别",
        "ethnicity": r"民\s*族",
        "birth_date": r"出\s*生(?:日期|年月)?",
        "number": r"公民身份(?:证)?号码|身份证号码?|证件号码",
        "address": r"户籍(?:地址|所在地|地)|常住户口所在地",
        "residence_address": r"(?:现?居住)(?:地址|地)|住\s*址",
        "authority": r"签\s*发\s*机\s*关",
        "validity": r"有\s*效\s*期\s*(?:限|至)?",
        "pass_number": r"通行证号码?",
        "issues": r"签发次数",
        "issued_on": r"签发日期",
    },
    long=("address", "residence_address"),
)
OUTSIDE = frozenset({"81", "82", "83"})
"""How the numbers of residents from Hong Kong, Macao and Taiwan begin."""


def permit(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the fields of a permit, either side."""
    number = next(values.identity_numbers(layout), None)
    if number and number.text[:2] in OUTSIDE:
        sides = front(layout) | (_titled(layout, number) if "签发机关" in layout.text() else {})
        sides.pop("ethnicity", None)
        sides.pop("residence_address", None)
        return sides
    return _titled(layout, number)


def _titled(layout: PageLayout, number: LabelledValue | None) -> dict[str, LabelledValue]:
    """Extract values beside labels specific to permits."""
    layout = joined(layout, PERMIT)
    found = labelled(layout, PERMIT)
    if number and "name" not in found:
        below = next(
            (
                box
                for box in layout.boxes
                if SEX_ROW.match(without_blanks(box.text)) or BIRTH_ROW.search(without_blanks(box.text))
            ),
            None,
        )
        found |= name_above(layout, below)
    shaped = {key: shape(found[key]) for key, shape in SHAPES.items() if key in found}
    shaped |= {"number": number} if number else {}
    return in_order(shaped | validity(layout, found.get("validity")), PERMIT)
