"""What a rule can ask: a comparison of one attribute, all, any, not, and the clause left to a person."""

from collections.abc import Iterator
from typing import Union

from msgspec import Struct

from backend.rules.comparators import Compare
from backend.rules.types import Attribute


class Atom(Struct, frozen=True, forbid_unknown_fields=True, tag="compare"):
    """One attribute, compared in one way."""

    attribute: Attribute
    compare: Compare
    says: str = ""


class Every(Struct, frozen=True, forbid_unknown_fields=True, tag="all"):
    """All of these hold."""

    parts: tuple["Condition", ...]
    says: str = ""


class Either(Struct, frozen=True, forbid_unknown_fields=True, tag="any"):
    """At least one of these holds."""

    parts: tuple["Condition", ...]
    says: str = ""


class Not(Struct, frozen=True, forbid_unknown_fields=True, tag="not"):
    """This does not hold."""

    part: "Condition"
    says: str = ""


class ForAPerson(Struct, frozen=True, forbid_unknown_fields=True, tag="for_a_person"):
    """A clause that the vocabulary can't express: never approximated, always looked at by a person."""

    reason: str
    says: str = ""


Condition = Union[Atom, Every, Either, Not, ForAPerson]  # noqa: UP007 (a union with a forward name)


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """All comparisons inside a condition, in the order written."""
    match condition:
        case Atom():
            yield condition
        case Every(parts) | Either(parts):
            for part in parts:
                yield from atoms_of(part)
        case Not(part):
            yield from atoms_of(part)


def needs_a_person(condition: Condition) -> bool:
    """A clause for a person stands somewhere inside."""
    match condition:
        case ForAPerson():
            return True
        case Every(parts) | Either(parts):
            return any(needs_a_person(part) for part in parts)
        case Not(part):
            return needs_a_person(part)
    return False


def fact_name(attribute: Attribute) -> str:
    """The stored fact behind an attribute: itself, or what it is derived from; empty for today's date."""
    return attribute.name if attribute.derived is None else attribute.derived.of
