"""From a page of known kind to its fields: which words introduce which value, and where to look where words were lost."""

import re
from collections.abc import Callable

from backend.materials.reading import bank_cards, certificates, deeds, household, identity_cards, permanent_cards
from backend.materials.reading.layout import Found, Layout
from backend.materials.reading.types import DocumentClass

Extractor = Callable[[Layout], dict[str, Found]]

EXTRACTORS: dict[DocumentClass, Extractor] = {
    "id_card_front": identity_cards.front,
    "id_card_back": identity_cards.back,
    "residence_permit": identity_cards.permit,
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


def fields(kind: DocumentClass, layout: Layout) -> dict[str, Found]:
    """The fields of a page, in the paper's own order; values in normal form, empty ones left out."""
    extractor = EXTRACTORS.get(kind)
    found = extractor(layout) if extractor else {}
    if kind == "id_card_front" and "签发机关" in layout.text():
        found = identity_cards.back(layout) | found
    return {name: value for name, value in found.items() if re.search(r"\w", value.text)}
