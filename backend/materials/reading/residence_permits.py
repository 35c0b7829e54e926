"""Field extraction: city residence permit, and permit for residents from Hong Kong, Macao and Taiwan."""

from dataclasses import replace

from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.identity_cards import BIRTH_ROW, SEX_ROW, SHAPES, front, in_order, name_above, validity
from backend.materials.reading.layout import Box, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import without_blanks
from backend.materials.reading.pick_values import number_near
from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["residence_permits"]
PERMIT = Labels(PRINTED.labels["residence_permit"], long=("address", "residence_address", "validity"))
OUTSIDE = frozenset({"81", "82", "83"})
"""How the numbers of residents from Hong Kong, Macao and Taiwan begin."""


def permit(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the fields of a permit, either side."""
    number = number_near(layout, PERMIT).get("number")
    if number and number.text[:2] in OUTSIDE:
        sides = front(layout) | (_titled(layout, number) if WORDS["authority"] in layout.text() else {})
        sides.pop("ethnicity", None)
        sides.pop("residence_address", None)
        return sides
    return _titled(layout, number)


def _without_ends_of_labels(layout: PageLayout) -> PageLayout:
    """Drop the second line of a label (常住户口所在地 / 住址), which is no label of its own."""
    kept = [
        box for box in layout.boxes if box.text.strip(" :") != WORDS["address_ends"] or not _ends_label(layout, box)
    ]
    return replace(layout, boxes=tuple(kept))


def _ends_label(layout: PageLayout, box: Box) -> bool:
    """Check for a label of an address without a value of its own closely above."""
    for other in layout.boxes:
        drop = box.middle[1] - other.middle[1] - other.slope * (box.middle[0] - other.middle[0])
        near = 0.5 * box.height < drop < 1.5 * box.height and abs(other.left - box.left) < 1.5 * box.height
        if near and any(key.endswith("address") and end == len(other.text) for _, end, key in PERMIT.marks(other.text)):
            return True
    return False


def _titled(layout: PageLayout, number: LabelledValue | None) -> dict[str, LabelledValue]:
    """Extract values beside labels specific to permits."""
    layout = _without_ends_of_labels(joined(layout, PERMIT))
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
