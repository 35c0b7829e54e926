"""Normal forms of values: names, sexes, ethnicities, addresses, numbers; and finding numbers on a page."""

import re
from collections.abc import Iterator
from dataclasses import replace

from backend.kit.identity_number import check_digit
from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import first_date, without_blanks
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.words import ETHNIC, SEXES

WORDS = PRINTED.words["values"]
_ETHNICITIES = WORDS["ethnicities"]
ETHNICITIES = frozenset(_ETHNICITIES.split())
_DOT = re.compile(r"(?<=[\u3400-\u9fff])\s*[.。·]\s*(?=[\u3400-\u9fff])")
_NOT_A_NAME = re.compile(r"[\s:;.,，。、|_\-—'\"()（）《》<>*0-9]+")
_LOOKALIKE = str.maketrans("OoQDIl|iZzSsBbGg×x", "000011112255886" + "6XX")
_LOOKALIKE_DIGITS = str.maketrans("OoQDIl|iZSB", "00001111258")
_NUMBER = re.compile(r"\d{17}[\dX]|(?<![\dA-Z])\d{15}(?![\dX])")
_LOOSE = re.compile(r"[\dOoQDIl|iZzSsBb](?: {0,2}[\dOoQDIl|iZzSsBb]){13,19} {0,2}[\dXx×OoIl]")
_GATE = re.compile(WORDS["gate_misread"])
_ONE = re.compile(WORDS["one_misread"])
_ZERO = re.compile(r"(?<=\d)[Oo](?=[\dA-Z])")


def name(found: LabelledValue) -> LabelledValue:
    """Normalise a name: no blanks or stray marks; a full stop misread for the middle dot is restored."""
    return replace(found, text=_NOT_A_NAME.sub("", _DOT.sub("·", found.text)).strip("·"))


def sex(found: LabelledValue) -> LabelledValue:
    """Return 男 or 女, else empty."""
    match = re.search(f"[{SEXES}]", found.text)
    return replace(found, text=match[0] if match else "")


def ethnicity(found: LabelledValue) -> LabelledValue:
    """Return the ethnicity without 族, if it is one."""
    text = without_blanks(found.text)
    text = text[1:] if len(text) > 1 and text[0] in SEXES else text
    known = [people for people in ETHNICITIES if text.startswith(people)]
    return replace(found, text=max(known, key=len) if known else text.removesuffix(ETHNIC)[:5])


def day(found: LabelledValue) -> LabelledValue:
    """Return a date in ISO 8601."""
    return replace(found, text=first_date(found.text))


def address(found: LabelledValue) -> LabelledValue:
    """Normalise an address; misreadings of 门, 0 and 1 beside digits are corrected."""
    text = without_blanks(found.text).strip(".,。，、;；:：|·-_'\"")
    return replace(found, text=_ONE.sub("1", _ZERO.sub("0", _GATE.sub(WORDS["gate"], text))))


def money(found: LabelledValue) -> LabelledValue:
    """Return an amount in digits without separators."""
    return replace(found, text=without_blanks(found.text).replace(",", "").rstrip("."))


def plain(found: LabelledValue) -> LabelledValue:
    """Remove blanks."""
    return replace(found, text=without_blanks(found.text))


def pass_number(found: LabelledValue) -> LabelledValue:
    """Parse a travel permit number: eight digits, preceded by H or M for Hong Kong and Macao."""
    match = re.search(r"(?<![A-Z0-9])[HM]?\d{8,10}(?!\d)", without_blanks(found.text).upper())
    return replace(found, text=match[0] if match else "")


def count(found: LabelledValue) -> LabelledValue:
    """Return a number of times in digits."""
    match = re.search(r"\d{1,2}(?!\d)", found.text)
    return replace(found, text=match[0] if match else "")


def identity_numbers(layout: PageLayout) -> Iterator[LabelledValue]:
    """Return all text shaped like identity numbers, in reading order; letters misread for digits are corrected."""
    for row in layout.rows():
        hits = [hit for box in row for hit in _numbers_in(box)]
        yield from hits or _split_number(row)


def count_numbers(layout: PageLayout) -> int:
    """Count the different identity numbers with a valid check digit on a page."""
    return len({number.text for number in identity_numbers(layout) if _whole(number.text)})


def _numbers_in(box: Box) -> Iterator[LabelledValue]:
    for match in _LOOSE.finditer(box.text):
        compact = match[0].replace(" ", "").translate(_LOOKALIKE)
        number = _NUMBER.search(_cut_to_number(compact))
        if number:
            yield LabelledValue(number[0], (BoxPart(box, match.start(), match.end()),))


def _cut_to_number(digits: str) -> str:
    """Return the 18 characters with a valid check digit from a longer run."""
    windows = [digits[start : start + 18] for start in range(len(digits) - 17)]
    passing = [window for window in windows if window[:17].isdigit() and check_digit(window[:17]) == window[17]]
    return passing[0] if passing else digits if len(digits) in (15, 18) else ""


def _split_number(row: list[Box]) -> Iterator[LabelledValue]:
    """Join a number detected as two boxes side by side."""
    parts = [box for box in row if re.fullmatch(r"[\dXx ]{3,}", box.text)]
    if len(parts) < 2:
        return
    for ordered in (parts, sorted(parts, key=lambda box: box.middle[1])):
        text = "".join(box.text for box in ordered).replace(" ", "").upper()
        if re.fullmatch(r"\d{17}[\dX]", text) and (_whole(text) or not _above_each_other(parts)):
            yield LabelledValue(text, tuple(BoxPart(box, 0, len(box.text)) for box in ordered))
            return


def _above_each_other(boxes: list[Box]) -> bool:
    """Check for boxes in one column, which are lines of a cell and not parts of a line."""
    return any(
        one is not other and one.left < other.right and other.left < one.right for one in boxes for other in boxes
    )


def broken_number(layout: PageLayout) -> LabelledValue | None:
    """Join a number broken into two aligned lines of a cell."""
    for box in layout.boxes:
        head = box.text.replace(" ", "")
        if not re.fullmatch(r"\d{8,17}", head):
            continue
        for other in layout.boxes:
            text = head + other.text.replace(" ", "").upper()
            drop = other.middle[1] - box.middle[1] - box.slope * (other.middle[0] - box.middle[0])
            if 0.4 * box.height < drop < 1.8 * box.height and abs(other.left - box.left) < box.height and _whole(text):
                return LabelledValue(text, (BoxPart(box, 0, len(box.text)), BoxPart(other, 0, len(other.text))))
    return None


def _whole(text: str) -> bool:
    return bool(re.fullmatch(r"\d{17}[\dX]", text)) and check_digit(text[:17]) == text[17]


def digits(text: str) -> str:
    """Return the digits of a printed number; letters that look like digits count."""
    return re.sub(r"\D", "", text.translate(_LOOKALIKE_DIGITS))
