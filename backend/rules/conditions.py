"""Conditions of rules: comparison of one attribute, all, any, not, and clauses that only a person can judge."""

from collections.abc import Iterator
from typing import Union

from msgspec import Struct

from backend.rules.comparators import Compare
from backend.rules.types import Attribute


class Atom(Struct, frozen=True, forbid_unknown_fields=True, tag="compare"):
    """Comparison of one attribute."""

    attribute: Attribute
    compare: Compare
    says: str = ""


class AllOf(Struct, frozen=True, forbid_unknown_fields=True, tag="all"):
    """True if all parts are."""

    parts: tuple["Condition", ...]
    says: str = ""


class AnyOf(Struct, frozen=True, forbid_unknown_fields=True, tag="any"):
    """True if at least one part is."""

    parts: tuple["Condition", ...]
    says: str = ""


class Not(Struct, frozen=True, forbid_unknown_fields=True, tag="not"):
    """True if the part is false."""

    part: "Condition"
    says: str = ""


class NeedsPerson(Struct, frozen=True, forbid_unknown_fields=True, tag="for_a_person"):
    """Clause outside the vocabulary: never approximated, always judged by a person."""

    reason: str
    says: str = ""


Condition = Union[Atom, AllOf, AnyOf, Not, NeedsPerson]  # noqa: UP007 (a union with a forward name)


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """Return all comparisons of a condition in the order written."""
    match condition:
        case Atom():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms_of(part)
        case Not(part):
            yield from atoms_of(part)


def needs_a_person(condition: Condition) -> bool:
    """Check whether a condition contains a clause for a person."""
    match condition:
        case NeedsPerson():
            return True
        case AllOf(parts) | AnyOf(parts):
            return any(needs_a_person(part) for part in parts)
        case Not(part):
            return needs_a_person(part)
    return False


def fact_name(attribute: Attribute) -> str:
    """Return the stored fact of an attribute: itself, or what it is derived from; empty for today's date."""
    return attribute.name if attribute.derived is None else attribute.derived.of
