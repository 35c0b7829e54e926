"""Field extraction: graduation, disability and birth certificates."""

import re
from collections.abc import Mapping
from dataclasses import replace

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.identity_cards import validity
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import dates, without_blanks
from backend.materials.reading.pick_values import Shape, last_date, matched, normalised_values, pieces_of
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.words import DAY, NUMERALS, YEAR

WORDS = PRINTED.words["certificates"]
GRADUATION = Labels(PRINTED.labels["graduation"])
_TITLE = re.compile(WORDS["title"])

DISABILITY = Labels(PRINTED.labels["disability"], long=("address", "valid_until"))
BIRTH = Labels(PRINTED.labels["birth"])


def graduation_certificate(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract student, sex, birth, major and level from the paragraph; school, number and date from the foot."""
    found = matched(
        layout,
        {
            "name": WORDS["student"],
            "sex": WORDS["sex"],
            "birth_date": WORDS["born"],
            "major": WORDS["major"],
            "level": WORDS["level"],
        },
    )
    found |= _school(layout)
    found |= _certificate_number(layout)
    title = next((box for box in layout.boxes if _TITLE.search(without_blanks(box.text))), None)
    if title:
        found["title"] = LabelledValue(without_blanks(title.text), (BoxPart(title, 0, len(title.text)),))
    beside = labelled(joined(layout, GRADUATION), GRADUATION)
    beside.pop("principal", None)
    found = beside | found | {key: beside[key] for key in ("school",) if key in beside}
    last = (
        _in_year_of_number(layout, found)
        or last_date(layout, after=WORDS["granted"])
        or _by_certificate_number(layout, found)
    )
    shapes: dict[str, Shape] = dict.fromkeys(found, values.plain)
    shapes |= {"name": values.name, "sex": values.sex, "birth_date": values.day, "graduated_on": values.day}
    kept = normalised_values(found, shapes)
    return {"graduated_on": last} | kept if last else kept


def _school(layout: PageLayout) -> dict[str, LabelledValue]:
    """Return the first line that names a school, but the title."""
    for box in layout.boxes:
        text = without_blanks(box.text)
        match = None if _TITLE.search(text) else re.search(WORDS["school"], text)
        value = next((group for group in match.groups() if group), "") if match else ""
        if value:
            return {
                "school": LabelledValue(value, tuple(pieces_of(layout, value)) or (BoxPart(box, 0, len(box.text)),))
            }
    return {}


def _certificate_number(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the number after its label or in the box beside it; text further right (a date) isn't part of it."""
    for row in layout.rows():
        for at, box in enumerate(row):
            text = without_blanks(box.text)
            if WORDS["number"] not in text and WORDS["certificate_number"] not in text:
                continue
            for rest, whose in (
                (text.rpartition(WORDS["number_ends"])[2], box),
                *((without_blanks(other.text), other) for other in row[at + 1 : at + 2]),
            ):
                match = re.search(r"[A-Z0-9]{8,24}", rest)
                if match:
                    return {"certificate_number": LabelledValue(match[0], (BoxPart(whose, 0, len(whose.text)),))}
    return {}


def _year_of_number(found: Mapping[str, LabelledValue]) -> str:
    """Return the year in a certificate number (school 5, kind 1, year 4 digits), or empty text."""
    number = found["certificate_number"].text if "certificate_number" in found else ""
    return number[6:10] if len(number) in (17, 18) and number[6:8] in ("19", "20") else ""


def _in_year_of_number(layout: PageLayout, found: Mapping[str, LabelledValue]) -> LabelledValue | None:
    """Return the last date in the year of the number; what stands under it belongs to a copy or a note."""
    year = _year_of_number(found)
    for box in reversed(layout.boxes):
        days = [day.isoformat() for day in dates(box.text) if str(day.year) == year]
        if days and WORDS["student_word"] not in box.text:
            return LabelledValue(days[-1], (BoxPart(box, 0, len(box.text)),))
        if WORDS["granted"] in box.text:
            return None
    return None


def _by_certificate_number(layout: PageLayout, found: Mapping[str, LabelledValue]) -> LabelledValue | None:
    """Complete a year with a lost 〇 from the certificate number."""
    year = _year_of_number(found)
    if not year:
        return None
    for box in reversed(layout.boxes):
        match = re.search(WORDS["month_and_day"], without_blanks(box.text))
        days = (
            dates(f"{year}{YEAR}{match[1]}{DAY}") or dates(f"{_in_numerals(year)}{YEAR}{match[1]}{DAY}")
            if match
            else []
        )
        if days and WORDS["student_word"] not in box.text:
            return LabelledValue(days[0].isoformat(), (BoxPart(box, 0, len(box.text)),))
    return None


def _in_numerals(year: str) -> str:
    return "".join(NUMERALS[int(digit)] for digit in year)


def disability_certificate(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the fields; the number is the identity number, category digit, level digit (and a letter if reissued)."""
    layout = joined(layout, DISABILITY)
    found = labelled(layout, DISABILITY)
    shapes: dict[str, Shape] = {
        "name": values.name,
        "sex": values.sex,
        "ethnicity": values.ethnicity,
        "birth_date": values.day,
        "category": _category,
        "level": values.name,
        "issued_on": values.day,
        "guardian": values.name,
    }
    number = re.search(
        r"(?<!\d)(\d{17}[\dX][1-7][1-4](?:B\d)?)(?!\d)",
        " ".join(without_blanks(box.text).upper() for box in layout.boxes),
    )
    kept = normalised_values(found, shapes) | validity(layout, found.get("valid_until"))
    if number:
        kept["number"] = LabelledValue(number[1], tuple(pieces_of(layout, number[1])))
    return kept


def _category(found: LabelledValue) -> LabelledValue:
    """Return the category as the certificate's number counts it: 肢体残疾 is 肢体."""
    value = values.name(found)
    return replace(value, text=re.sub(WORDS["disability"], "", value.text))


_OF_PARENT = {"mother": "mother", "mother_number": "mother", "father": "father", "father_number": "father"}


def _parent_of(number: LabelledValue, layout: PageLayout) -> str | None:
    """Return whose number it is by the nearest label of a parent, in its row or above it; so a covered number never takes the other's."""
    own = number.pieces[0].box
    near = [
        (abs(rows) > 0.6, round(abs(rows), 1), own.left - box.left, _OF_PARENT[key])
        for box in layout.boxes
        for _, _, key in BIRTH.marks(box.text)
        if key in _OF_PARENT and box.left <= own.left + box.height
        if -0.6 < (rows := _rows_below(own, box)) < 4.5
    ]
    return min(near)[-1] if near else None


def _rows_below(box: Box, above: Box) -> float:
    """Return how far a box is below another, in heights of a line, along the slope of the print."""
    return (box.middle[1] - above.middle[1] - above.slope * (box.middle[0] - above.middle[0])) / above.height


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
    for number in values.identity_numbers(layout):
        parent = _parent_of(number, layout)
        if parent:
            kept[f"{parent}_number"] = number
    own = re.search(r"(?<![0-9A-Z])([A-Z]\d{9})(?!\d)", " ".join(without_blanks(box.text) for box in layout.boxes))
    if own:
        kept["number"] = LabelledValue(own[1], tuple(pieces_of(layout, own[1])))
    return kept
