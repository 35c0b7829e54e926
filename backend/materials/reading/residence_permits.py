"""Field extraction: city residence permit, and permit for residents from Hong Kong, Macao and Taiwan."""

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.identity_cards import BIRTH_ROW, SEX_ROW, SHAPES, front, in_order, name_above, validity
from backend.materials.reading.layout import LabelledValue, PageLayout
from backend.materials.reading.normalize_text import without_blanks
from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["residence_permits"]
PERMIT = Labels(PRINTED.labels["residence_permit"], long=("address", "residence_address"))
OUTSIDE = frozenset({"81", "82", "83"})
"""How the numbers of residents from Hong Kong, Macao and Taiwan begin."""


def permit(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the fields of a permit, either side."""
    number = next(values.identity_numbers(layout), None)
    if number and number.text[:2] in OUTSIDE:
        sides = front(layout) | (_titled(layout, number) if WORDS["authority"] in layout.text() else {})
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
