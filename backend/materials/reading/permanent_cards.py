"""Field extraction: foreigners' permanent residence card, old and new; bilingual labels, values beside or below."""

import re
from dataclasses import replace

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, labelled
from backend.materials.reading.identity_cards import validity
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import without_blanks
from backend.materials.reading.pick_values import pieces_of
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.words import FEMALE, MALE, SEXES

CARD = Labels(PRINTED.labels["permanent_card"])
_SEX = re.compile(rf"[{SEXES}]|\b[MF]\b")
_NUMBER = re.compile(r"(?<![0-9A-Z])(?:9\d{16}[\dX]|(?!000)[A-Z0]{3}\d{12})(?![0-9A-Z])")
_LATIN = re.compile(r"[A-Z][A-Z'\-]*(?:[ ,.]+[A-Z][A-Z'\-]*)*")
_ENGLISH_LABEL = re.compile(
    r"^[A-Za-z ./]*?(?:Name|Sex|Gender|Birth|Nationality|Validity|Expiry|Authority|No\.?|Issue)\b[:.]?\s*"
)


def permanent_card(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract name (also in Latin letters), sex, birth, nationality, validity and number."""
    found = labelled(layout, CARD)
    for key, value in _below(layout).items():
        if key not in found or not _fits(key, found[key].text):
            found[key] = value
    if "name" in found:
        found["name"] = _goes_on(layout, found["name"])
    kept = {key: shape(found[key]) for key, shape in _SHAPES.items() if key in found}
    kept |= _number(layout) | validity(layout, found.get("validity"))
    order = (
        "name",
        "sex",
        "birth_date",
        "nationality",
        "number",
        "authority",
        "issued_on",
        "valid_from",
        "valid_until",
    )
    return {key: kept[key] for key in order if key in kept and kept[key].text}


def _below(layout: PageLayout) -> dict[str, LabelledValue]:
    """Return the aligned line close below a label."""
    found: dict[str, LabelledValue] = {}
    for box in layout.boxes:
        marks = CARD.marks(box.text)
        if not marks:
            continue
        under = [other for other in layout.boxes if _stands_under(other, box) and not CARD.marks(other.text)]
        if under:
            nearest = min(under, key=lambda other: other.middle[1])
            found.setdefault(marks[-1][2], LabelledValue(nearest.text, (BoxPart(nearest, 0, len(nearest.text)),)))
    return found


def _goes_on(layout: PageLayout, name: LabelledValue) -> LabelledValue:
    """Check whether a Latin name continues on the next line."""
    last = name.pieces[-1]
    left = last.frame()[0] - last.box.frame[0] + last.box.left
    for box in layout.boxes:
        drop = box.middle[1] - last.box.middle[1] - last.box.slope * (box.middle[0] - last.box.middle[0])
        near = 0.5 * last.box.height < drop < 1.6 * last.box.height and abs(box.left - left) < last.box.height
        if near and _LATIN.fullmatch(box.text.strip().upper()) and not CARD.marks(box.text):
            return LabelledValue(f"{name.text} {box.text}", (*name.pieces, BoxPart(box, 0, len(box.text))))
    return name


def _stands_under(box: Box, label: Box) -> bool:
    drop = box.middle[1] - label.middle[1] - label.slope * (box.middle[0] - label.middle[0])
    return 0.5 * label.height < drop < 2.6 * label.height and abs(box.left - label.left) < 1.5 * label.height


def _fits(key: str, text: str) -> bool:
    """Check whether text beside a label can be its value, and not the rest of a label."""
    if key == "birth_date":
        return bool(values.day(LabelledValue(text, ())).text)
    if key == "sex":
        return bool(re.search(_SEX, text))
    return bool(text.strip(" /:.")) and not _ENGLISH_LABEL.fullmatch(text)


def _name(found: LabelledValue) -> LabelledValue:
    text = _ENGLISH_LABEL.sub("", found.text.strip(" /:"))
    latin = max(_LATIN.findall(text.upper()), key=len, default="")
    return replace(found, text=latin if len(latin) > 2 else values.name(replace(found, text=text)).text)


def _sex(found: LabelledValue) -> LabelledValue:
    match = re.search(_SEX, found.text)
    return replace(found, text={"M": MALE, "F": FEMALE}.get(match[0], match[0]) if match else "")


def _nationality(found: LabelledValue) -> LabelledValue:
    match = re.search(r"[\u4e00-\u9fff]{2,15}", found.text)
    return replace(found, text=match[0] if match else without_blanks(found.text).strip("/:"))


_SHAPES = {
    "name": _name,
    "sex": _sex,
    "birth_date": values.day,
    "nationality": _nationality,
    "authority": values.plain,
    "issued_on": values.day,
}


def _number(layout: PageLayout) -> dict[str, LabelledValue]:
    """Parse the number: 18 characters starting with 9 (since 2023), else three letters and twelve digits."""
    new = next(
        (
            number
            for number in values.identity_numbers(layout)
            if number.text.startswith("9") and len(number.text) == 18
        ),
        None,
    )
    if new:
        return {"number": new}
    for box in layout.boxes:
        match = _NUMBER.search(without_blanks(box.text).upper())
        if match:
            country = match[0][:3].replace("0", "O")  # letters, and the two look alike
            pieces = tuple(pieces_of(layout, match[0])) or (BoxPart(box, 0, len(box.text)),)
            return {"number": LabelledValue(country + match[0][3:], pieces)}
    return {}
