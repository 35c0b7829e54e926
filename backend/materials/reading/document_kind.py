"""Classify a page by its printed words and numbers."""

import re
from dataclasses import replace

from backend.catalogue.vocabulary import DocumentClass
from backend.materials.reading.layout import Box, PageLayout
from backend.materials.reading.normalize_text import without_blanks
from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["document_kind"]
_ENOUGH, _SURE = 4, 6
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)(?:62|60|4|5)\d{14,18}(?!\d)")
_PERMIT_NUMBER = re.compile(r"(?<!\d)8[123](?:0000|8888)(?:19|20)\d{9}[\dXx](?!\d)")
"""Numbers of the permits for residents from Hong Kong, Macao and Taiwan, and of their samples; their front bears no title."""
_BEFORE_CARDS: tuple[DocumentClass, ...] = ("residence_permit", "disability_certificate", "permanent_residence_card")
_BOTH_SIDES = (WORDS["identity_card"], WORDS["authority"], WORDS["number_label"])
"""What stands on a photo of both sides of an identity card, whatever stands beside them."""
_BIRTH = re.compile(WORDS["birth_date"])
_CARD_BIRTH = re.compile(WORDS["card_birth"])
_NOTE = re.compile(WORDS["note"])
"""Lines that say what a copy is for; the papers they name are others."""
_CARDS = frozenset({"id_card_front", "id_card_back", "residence_permit", "permanent_residence_card", "bank_card"})
_OTHER = 6
"""From so many points on, the words of papers without a class here leave no card certain."""


def classify(layout: PageLayout) -> tuple[DocumentClass, bool]:
    """Return the document class and whether it is certain; `other` if none fits."""
    layout = replace(layout, boxes=tuple(box for box in layout.boxes if not _is_note(box)))
    text = layout.text()
    points = {
        kind: sum(worth for word, worth in words if re.search(word, text)) for kind, words in PRINTED.kinds.items()
    }
    _by_numbers(points, layout, text)
    best, most = max(points.items(), key=lambda entry: entry[1])
    if most < _ENOUGH or best == "other":
        return "other", False
    if best == "form" and (card := _card_on_form(text)):
        return card, False
    if _other_side(points, best):
        best = "id_card_front"
    second = max(worth for kind, worth in points.items() if kind not in (best, *_other_side(points, best)))
    return best, most >= _SURE and most - second >= 2 and not _contradicted(best, points, text)


def count_cards(layout: PageLayout) -> int:
    """Count the cards of people on a page by the labels that each has once; 0 if these were lost."""
    text = layout.text()
    return max(text.count(label) for label in (WORDS["number_label"], WORDS["ethnicity"]))


def _is_note(box: Box) -> bool:
    return bool(_NOTE.search(without_blanks(box.text)))


def _contradicted(kind: DocumentClass, points: dict[DocumentClass, int], text: str) -> bool:
    """Check for words that the paper of a class doesn't have, or has and that are missing."""
    if kind in _CARDS and points["other"] >= _OTHER:
        return True
    if kind == "id_card_back":
        return WORDS["identity_card"] not in text
    if kind == "id_card_front":
        return bool(re.search(WORDS["held_elsewhere"], text)) or not re.search(WORDS["only_on_cards"], text)
    return False


def _card_on_form(text: str) -> DocumentClass | None:
    """Return the class of a card that lies on a form, by words that forms don't have."""
    if WORDS["number_label"] in text and _CARD_BIRTH.search(text):
        return "id_card_front"
    if all(word in text for word in (WORDS["identity_card"], WORDS["authority"], WORDS["validity"])):
        return "id_card_back"
    return "bank_card" if re.search(WORDS["bank_network"], text) else None


def _other_side(points: dict[DocumentClass, int], kind: DocumentClass) -> tuple[DocumentClass, ...]:
    """Return the other side of an identity card where both are on the page; it is no reason for doubt."""
    both = points["id_card_front"] >= _SURE and points["id_card_back"] >= _SURE
    return ("id_card_front", "id_card_back") if both and kind in ("id_card_front", "id_card_back") else ()


def _by_numbers(points: dict[DocumentClass, int], layout: PageLayout, text: str) -> None:
    """Return the evidence of numbers if labels were lost, and words that exclude a class."""
    few = len(layout.boxes) <= 16
    rows = "\n".join("".join(without_blanks(box.text) for box in row) for row in layout.rows())
    if _NUMBER.search(rows) and few:
        points["id_card_front"] += 2 + (1 if _BIRTH.search(text) else 0)
    elif _LONG_NUMBER.search(rows) and few:
        points["bank_card"] += 3
    if not few:
        _by_length(points, text)
    if max(points[kind] for kind in _BEFORE_CARDS) >= 6:
        points["id_card_front"] = min(points["id_card_front"] - 6, 2)
        points["id_card_back"] = min(points["id_card_back"] - 6, 2)
    if _PERMIT_NUMBER.search(rows) and few and WORDS["ethnicity"] not in text:
        points["residence_permit"] += points["id_card_front"] + 2
    if WORDS["identity_card"] in text and points["id_card_back"] < 7:
        points["id_card_back"] -= 2


def _by_length(points: dict[DocumentClass, int], text: str) -> None:
    """Weigh a page with more lines than a card has, unless both sides of one are on it."""
    if not all(word in text for word in _BOTH_SIDES):
        points["id_card_front"] -= 4
    points["bank_card"] -= 4
    if points["form"] >= 6:
        points |= {kind: worth - 4 for kind, worth in points.items() if kind != "form"}
