"""Disclosure: which register values a person may read; none before their identity is proven.

Two sides of somebody's card and a phone reach the level DOCUMENT. Values are compared at that level, and never read out.
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import fields, replace

from backend.residents.types import Assurance, Identity

OWN = frozenset({"phone", "name", "id_number", "given", "second_phones"})
"""The parts of an identity that come from the person's own phone and document."""
REGISTERED = tuple(field.name for field in fields(Identity) if field.name not in OWN)
"""All others: registers tell them."""
NEEDED = Assurance.VERIFIED
OWN_SOURCE = "self"


def may_read(assurance: Assurance) -> bool:
    """May registers' answers be shown at this level?"""
    return assurance >= NEEDED


def readable(who: Identity, assurance: Assurance) -> Identity:
    """Identity without register values, unless the level allows them; the person's own statements stay."""
    if may_read(assurance):
        return who
    return replace(who, **{name: "" for name in REGISTERED if name not in who.given})


def readable_facts(facts: Mapping[str, Any], assurance: Assurance) -> dict[str, Any]:
    """The facts of a profile that this level may read: all of them, or only the person's own words."""
    if may_read(assurance):
        return dict(facts)
    own = {name: [one for one in told or () if one.get("source") == OWN_SOURCE] for name, told in facts.items()}
    return {name: told for name, told in own.items() if told}
