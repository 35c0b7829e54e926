"""Extract the fields of a classified page."""

import re
from collections.abc import Callable

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
from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["extract"]
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


def extract_fields(kind: DocumentClass, layout: PageLayout) -> dict[str, LabelledValue]:
    """Return the fields in the document's order, normalised, without empty ones."""
    extractor = EXTRACTORS.get(kind)
    found = extractor(layout) if extractor else {}
    if kind == "id_card_front" and WORDS["authority"] in layout.text():
        found = identity_cards.back(layout) | found
    return {name: value for name, value in found.items() if re.search(r"\w", value.text)}
