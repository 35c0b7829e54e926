"""Field extraction: identity card, both sides; by labels first, then by the card's prescribed layout."""

import re
from collections.abc import Iterator
from dataclasses import replace

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout, beside
from backend.materials.reading.normalize_text import dates, is_han, without_blanks
from backend.materials.reading.pick_values import number_near
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.words import FOREVER

WORDS = PRINTED.words["identity_cards"]
FRONT = Labels(PRINTED.labels["id_card_front"], long=("address",))
BACK = Labels(PRINTED.labels["id_card_back"], long=("authority", "validity"))
_FULL_LABEL = Labels({"number": WORDS["number_label"]})
"""The label in the words of the card; forms under it say the number's other names."""
BIRTH_ROW = re.compile(WORDS["birth_row"])
_HEADING = re.compile(WORDS["heading"])
_BEFORE_PEOPLE = re.compile(WORDS["before_ethnicity"])
SEX_ROW = re.compile(WORDS["sex_row"])
_NAME_LABEL = re.compile(WORDS["name_label"])
_ADDRESS_LABEL = re.compile(WORDS["address_label"])
_LONG = 8
"""From so many characters on, a name may go on in the next line."""
_TAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-]{0,6}")
"""The end of an address that fell into a line of its own."""
_FOREVER = re.compile(WORDS["forever"])
_OPEN_END = re.compile(WORDS["open_end"])
_FROM_UNTIL = re.compile(WORDS["from_until"])


def front(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the portrait side."""
    layout = joined(layout, FRONT)
    found = labelled(layout, FRONT)
    on_card = any(_FULL_LABEL.marks(box.text) for box in layout.boxes)
    number = number_near(layout, _FULL_LABEL if on_card else FRONT).get("number")
    found = _by_place(layout, found, number)
    if "name" in found:
        found["name"] = _whole_name(layout, found["name"])
    shaped = {key: shape(found[key]) for key, shape in SHAPES.items() if key in found}
    return in_order(shaped | ({"number": number} if number else {}), FRONT)


SHAPES = {
    "name": values.name,
    "sex": values.sex,
    "ethnicity": values.ethnicity,
    "birth_date": values.day,
    "address": values.address,
    "residence_address": values.address,
    "authority": values.plain,
    "pass_number": values.pass_number,
    "issues": values.count,
    "issued_on": values.day,
}


def in_order(found: dict[str, LabelledValue], labels: Labels) -> dict[str, LabelledValue]:
    """Return the values in the order of the labels, validity last, without empty ones."""
    return {
        key: found[key] for key in (*labels.patterns, "valid_from", "valid_until") if key in found and found[key].text
    }


def _by_place(
    layout: PageLayout, found: dict[str, LabelledValue], number: LabelledValue | None
) -> dict[str, LabelledValue]:
    """Fill values with lost labels by position; birth row and number row are the anchors."""
    found = dict(found)
    birth_row = next((box for box in layout.boxes if BIRTH_ROW.search(without_blanks(box.text))), None)
    if birth_row and not dates(found["birth_date"].text if "birth_date" in found else ""):
        found["birth_date"] = _whole(birth_row)
    sex_row = next(
        (box for box in layout.boxes if SEX_ROW.match(without_blanks(box.text)) and len(box.text) < 12), None
    )
    if sex_row and "sex" not in found:
        found["sex"] = _whole(sex_row)
    if "ethnicity" not in found and sex_row:
        found |= _ethnicity_beside(layout, sex_row)
    if "name" not in found:
        found |= name_above(layout, sex_row or birth_row)
    if birth_row and (number or "address" not in found):
        found |= _between(layout, birth_row, number)
    return found


def _whole(box: Box) -> LabelledValue:
    return LabelledValue(box.text, (_all(box),))


def _ethnicity_beside(layout: PageLayout, sex_row: Box) -> dict[str, LabelledValue]:
    """Find the ethnicity in the row of the sex."""
    for box in layout.boxes:
        if box is not sex_row and not beside(box, sex_row):
            continue
        text = without_blanks(box.text)
        people = _BEFORE_PEOPLE.sub("", text)
        if people in values.ETHNICITIES:
            return {"ethnicity": LabelledValue(people, (BoxPart(box, len(box.text) - len(people), len(box.text)),))}
    return {}


def name_above(layout: PageLayout, below: Box | None) -> dict[str, LabelledValue]:
    """Find the line above the sex row that can be a name."""
    if below is None:
        return {}
    for box in sorted(layout.boxes, key=lambda box: -box.middle[1]):
        text = without_blanks(box.text)
        text = _NAME_LABEL.sub("", text) if len(text) > 3 else text
        near = 0.4 * below.height < below.middle[1] - box.middle[1] < 4.5 * below.height
        if near and 2 <= len(text) <= 15 and is_han(text.replace("·", "")) and not _HEADING.search(text):
            return {"name": LabelledValue(text, (BoxPart(box, len(box.text) - len(text), len(box.text)),))}
    return {}


def _whole_name(layout: PageLayout, name: LabelledValue) -> LabelledValue:
    """Join a name in several lines around the one beside its label."""
    if "·" not in name.text and len(name.text) < _LONG:
        return name
    boxes = [piece.box for piece in name.pieces]
    lines = [box for box in layout.boxes if box not in boxes and _only_name(box)]
    before = list(_chained(boxes[0], sorted(lines, key=lambda box: -box.middle[1]), up=True))[::-1]
    after = list(_chained(boxes[-1], lines, up=False))
    pieces = (*(_all(box) for box in before), *name.pieces, *(_all(box) for box in after))
    return LabelledValue("".join(piece.text for piece in pieces), pieces)


def _chained(start: Box, lines: list[Box], up: bool) -> Iterator[Box]:
    """Return consecutive lines directly above or below each other."""
    for box in lines:
        upper, lower = (box, start) if up else (start, box)
        near = 0.5 * upper.height < lower.middle[1] - upper.middle[1] < 1.5 * upper.height
        if near and box.left < start.right and start.left < box.right:
            yield box
            start = box


def _all(box: Box) -> BoxPart:
    return BoxPart(box, 0, len(box.text))


def _only_name(box: Box) -> bool:
    text = without_blanks(box.text)
    return (
        is_han(re.sub(r"[·.]", "", text))
        and not SEX_ROW.match(text)
        and not FRONT.marks(box.text)
        and not _HEADING.search(text)
    )


def _between(layout: PageLayout, birth: Box, number: LabelledValue | None) -> dict[str, LabelledValue]:
    """Return the lines between birth and number: the address."""
    floor = number.pieces[0].box.top if number else birth.bottom + 7 * birth.height
    edge = min(box.left for box in (birth, *_label_column(layout, birth))) - 1.5 * birth.height
    lines = [
        box
        for box in layout.boxes
        if birth.middle[1] + 0.6 * birth.height < box.middle[1] < floor
        and edge < box.left < birth.right + birth.height
        and re.search(r"[\u4e00-\u9fff]", box.text)
        and _only_address(box.text)
        and not _HEADING.search(box.text)
    ]
    lines += [
        box for box in layout.boxes if lines and _TAIL.fullmatch(without_blanks(box.text)) and _goes_on(box, lines[-1])
    ]
    pieces = [
        BoxPart(box, match.end() if (match := _ADDRESS_LABEL.match(box.text)) else 0, len(box.text)) for box in lines
    ]
    return {"address": LabelledValue("".join(piece.text for piece in pieces), tuple(pieces))} if pieces else {}


def _label_column(layout: PageLayout, birth: Box) -> list[Box]:
    """Return the labels left of the birth row: what stands further left is not on the card but under it."""
    return [
        box
        for box in layout.boxes
        if box.right < birth.left + birth.height
        and FRONT.marks(box.text)[:1]
        and abs(box.left - birth.left) < 8 * birth.height
    ]


def _goes_on(box: Box, last: Box) -> bool:
    """Check whether a line continues the last one."""
    drop = box.middle[1] - last.middle[1] - last.slope * (box.middle[0] - last.middle[0])
    return 0.5 * last.height < drop < 1.7 * last.height and abs(box.left - last.left) < 1.2 * last.height


def _only_address(text: str) -> bool:
    """Address lines may start with text that looks like a label (民族大道); stop only at the label of the ID number."""
    return all(key != "number" for _, _, key in FRONT.marks(text))


def back(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the emblem side: authority and validity."""
    layout = joined(layout, BACK)
    found = labelled(layout, BACK)
    kept: dict[str, LabelledValue] = {}
    services = found.get("authority") or _containing(layout, WORDS["police"])
    if services:
        kept["authority"] = values.plain(services)
    return kept | validity(layout, found.get("validity"))


def _containing(layout: PageLayout, pattern: str) -> LabelledValue | None:
    for box in layout.boxes:
        match = re.search(pattern, box.text)
        if match:
            return LabelledValue(match[0], (BoxPart(box, match.start(), match.end()),))
    return None


def validity(layout: PageLayout, found: LabelledValue | None) -> dict[str, LabelledValue]:
    """Parse a validity period: two dates, or a date and 长期 (unlimited)."""
    if not found or not dates(found.text):
        found = next((_whole(box) for box in layout.boxes if _FROM_UNTIL.search(without_blanks(box.text))), found)
    if not found:
        return {}
    days = dates(found.text)
    first = (
        {"valid_from": replace(found, text=days[0].isoformat())}
        if len(days) > 1 or (days and _FOREVER.search(found.text))
        else {}
    )
    if _FOREVER.search(found.text):
        return first | {"valid_until": replace(found, text=FOREVER)}
    if len(days) == 1 and _OPEN_END.search(without_blanks(found.text)):
        return {"valid_from": replace(found, text=days[0].isoformat())}
    return first | ({"valid_until": replace(found, text=days[-1].isoformat())} if days else {})
