"""Documents that identify their holder: identity card, and its substitutes."""

from collections.abc import Collection, Mapping

from backend.catalogue.vocabulary import DocumentClass
from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.materials.reading.types import ReadField

OUTSIDE = frozenset({"residence_permit", "permanent_residence_card"})
"""Cards that stand for an identity card; a permit only where its number is of that kind."""


def substitute_name(kind: DocumentClass) -> str:
    """Return the key of what residents call such a card: the permit is another one than that of the city."""
    return "permit_of_hk_mo_tw" if kind == "residence_permit" else kind


_OTHER_SIDE: dict[DocumentClass, frozenset[str]] = {
    "residence_permit": frozenset({"pass_number", "issues"}),
    "permanent_residence_card": frozenset({"authority"}),
}
"""What stands on the side without the portrait, where a kind of paper is either side of a card."""


def other_side(kind: DocumentClass, fields: Collection[str]) -> bool:
    """Check for the side of a permit that shows its validity and not its holder."""
    return not {"number", "name"} & set(fields) and bool(_OTHER_SIDE.get(kind, frozenset()) & set(fields))


def is_substitute(wanted: DocumentClass, kind: DocumentClass, fields: Mapping[str, ReadField]) -> bool:
    """Check whether this card replaces that side of an identity card."""
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
    """Check for the side of an identity document that names its holder."""
    return kind == "id_card_front" or is_substitute("id_card_front", kind, fields)


def is_hk_mo_tw_number(fields: Mapping[str, ReadField]) -> bool:
    """Check for the number of a resident from Hong Kong, Macao or Taiwan; city permits have mainland numbers."""
    try:
        return "number" in fields and identity_number(fields["number"].value, samples=True).kind == "hk_mo_tw"
    except InvalidIdentityNumber:
        return False
