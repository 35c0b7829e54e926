"""Field extraction: household register, personal page and first page."""

import re

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout, beside
from backend.materials.reading.normalize_text import is_han, without_blanks
from backend.materials.reading.pick_values import Shape, normalised_values, number_near
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.words import ETHNIC, FEMALE, MALE

WORDS = PRINTED.words["household"]
HOUSEHOLD = Labels(PRINTED.labels["household"], long=("address", "native_place", "birth_place"))
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

_BIRTH = re.compile(WORDS["birth_date"])
_RELATION_WORDS = WORDS["relations"]
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
    return normalised_values(found, shapes) | number_near(layout, HOUSEHOLD)


def _by_content(layout: PageLayout, found: dict[str, LabelledValue]) -> dict[str, LabelledValue]:
    """Find cells with lost labels by values that only they can hold: relation, sex, ethnicity, birth date."""
    kept: dict[str, LabelledValue] = {}
    for box in layout.boxes:
        text = without_blanks(box.text)
        if text in _RELATIONS and "relation" not in kept:
            kept["relation"] = _whole(box)
            kept |= _name_beside(layout, box) if "name" not in found else {}
        elif text in (MALE, FEMALE):
            kept.setdefault("sex", _whole(box))
        elif len(text) <= 5 and text.removesuffix(ETHNIC) in values.ETHNICITIES and _under(box, kept.get("sex")):
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
