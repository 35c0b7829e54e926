"""Field extraction: front of a bank card."""

import re

from backend.materials.reading import values
from backend.materials.reading.layout import BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import without_blanks
from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["bank_cards"]
_HOLDER = re.compile(r"[A-Z]{2,12}(?:[ .][A-Z]{2,20}){1,2}")
_PRINT = re.compile(r"UNION|PAY|VALID|THRU|DEBIT|CREDIT|BANK|CARD|GOOD|MONTH|YEAR|SAMPLE|VISA|MASTER|CHINA|ATM")


def bank_card(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract card number, bank and expiry month."""
    kept: dict[str, LabelledValue] = {}
    number = _card_number(layout)
    if number:
        kept["number"] = number
    for box in layout.boxes:
        holder = _HOLDER.fullmatch(box.text.strip())
        if holder and not _PRINT.search(box.text):
            kept.setdefault("holder", LabelledValue(holder[0], (BoxPart(box, 0, len(box.text)),)))
        match = re.search(WORDS["bank"], box.text)
        if match and "bank" not in kept:
            kept["bank"] = LabelledValue(match[0], (BoxPart(box, match.start(), match.end()),))
        expiry = re.search(r"(?<!\d)(0[1-9]|1[0-2])\s*/\s*(\d{2})(?!\d)", box.text)
        if expiry:
            kept["valid_until"] = LabelledValue(
                f"20{expiry[2]}-{expiry[1]}", (BoxPart(box, expiry.start(), expiry.end()),)
            )
    return kept


def _card_number(layout: PageLayout) -> LabelledValue | None:
    rows = [
        [box for box in row if len(values.digits(box.text)) >= 0.7 * len(without_blanks(box.text))]
        for row in layout.rows()
    ]
    candidates = [(values.digits("".join(box.text for box in row)), row) for row in rows if row]
    likely = [(text, row) for text, row in candidates if 14 <= len(text) <= 19]
    if not likely:
        return None
    text, row = max(likely, key=lambda entry: len(entry[0]))
    return LabelledValue(text, tuple(BoxPart(box, 0, len(box.text)) for box in row))
