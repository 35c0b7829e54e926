"""Which papers say who somebody is: the identity card, and the cards of those who can't have one."""

from collections.abc import Mapping

from backend.catalogue.vocabulary import DocumentClass
from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.materials.reading.extract import other_side
from backend.materials.reading.types import ReadField

OUTSIDE: dict[DocumentClass, str] = {
    "residence_permit": "港澳台居民居住证",
    "permanent_residence_card": "外国人永久居留身份证",
}
"""What residents call the cards that stand for an identity card; a permit only where its number is of that kind."""


def is_substitute(wanted: DocumentClass, kind: DocumentClass, fields: Mapping[str, ReadField]) -> bool:
    """Does this card do where that side of an identity card is asked for?"""
    if kind not in OUTSIDE:
        return False
    if wanted == "id_card_back":
        return other_side(kind, fields) or (kind == "permanent_residence_card" and "valid_until" in fields)
    return (
        wanted == "id_card_front"
        and (kind == "permanent_residence_card" or is_hk_mo_tw_number(fields))
        and "number" in fields
    )


def identifies_holder(kind: DocumentClass, fields: Mapping[str, ReadField]) -> bool:
    """Is this the side of an identity document that says whose it is?"""
    return kind == "id_card_front" or is_substitute("id_card_front", kind, fields)


def is_hk_mo_tw_number(fields: Mapping[str, ReadField]) -> bool:
    """Is the number that of a resident from Hong Kong, Macao or Taiwan? The city's own permits carry mainland numbers."""
    try:
        return "number" in fields and identity_number(fields["number"].value, samples=True).kind == "hk_mo_tw"
    except InvalidIdentityNumber:
        return False
