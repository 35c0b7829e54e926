"""Extract the fields of a classified page."""

import re
from collections.abc import Callable, Collection

from backend.catalogue.vocabulary import DocumentClass
from backend.materials.reading import (
    bank_cards,
    certificates,
    deeds,
    household,
    identity_cards,
    permanent_cards,
    residence_permits,
)
from backend.materials.reading.layout import LabelledValue, PageLayout

Extractor = Callable[[PageLayout], dict[str, LabelledValue]]

EXTRACTORS: dict[DocumentClass, Extractor] = {
    "id_card_front": identity_cards.front,
    "id_card_back": identity_cards.back,
    "residence_permit": residence_permits.permit,
    "permanent_residence_card": permanent_cards.permanent_card,
    "household_page": household.household_page,
    "bank_card": bank_cards.bank_card,
    "graduation_certificate": certificates.graduation_certificate,
    "business_licence": deeds.business_licence,
    "lease": deeds.lease,
    "disability_certificate": certificates.disability_certificate,
    "birth_certificate": certificates.birth_certificate,
    "form": deeds.form,
    "other": deeds.form,
}
REQUIRED: dict[DocumentClass, tuple[str, ...]] = {
    "id_card_front": ("name", "sex", "ethnicity", "birth_date", "address", "number"),
    "id_card_back": ("authority", "valid_from", "valid_until"),
    "residence_permit": ("name", "number"),
    "permanent_residence_card": ("name", "number", "valid_until"),
    "household_page": ("name", "relation", "number"),
    "bank_card": ("number",),
    "graduation_certificate": ("name", "school", "certificate_number"),
    "business_licence": ("credit_code", "name"),
    "lease": ("tenant", "address"),
    "disability_certificate": ("name", "number", "category", "level"),
    "birth_certificate": ("name", "birth_date", "number"),
    "form": (),
}
"""The fields without which a paper of this kind is of no use."""


_OTHER_SIDE: dict[DocumentClass, frozenset[str]] = {
    "residence_permit": frozenset({"pass_number", "issues"}),
    "permanent_residence_card": frozenset({"authority"}),
}
"""What stands on the side without the portrait, where a kind of paper is either side of a card."""


def required_fields(kind: DocumentClass, fields: Collection[str]) -> tuple[str, ...]:
    """Return the fields that this side of a document must have; two-sided cards have half on each."""
    if other_side(kind, fields):
        return ("authority", "valid_until")
    return REQUIRED.get(kind, ())


def other_side(kind: DocumentClass, fields: Collection[str]) -> bool:
    """Check for the side of a permit that shows its validity and not its holder."""
    return not {"number", "name"} & set(fields) and bool(_OTHER_SIDE.get(kind, frozenset()) & set(fields))


def extract_fields(kind: DocumentClass, layout: PageLayout) -> dict[str, LabelledValue]:
    """Return the fields in the document's order, normalised, without empty ones."""
    extractor = EXTRACTORS.get(kind)
    found = extractor(layout) if extractor else {}
    if kind == "id_card_front" and "签发机关" in layout.text():
        found = identity_cards.back(layout) | found
    return {name: value for name, value in found.items() if re.search(r"\w", value.text)}
