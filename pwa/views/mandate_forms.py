"""Fields that forms about mandates share, as the room takes them."""

from typing import Literal

from backend.delegation.principals import Named
from backend.delegation.problems import PersonUnknown, TermNotOffered
from backend.delegation.scope import Wish
from backend.delegation.types import Power, Relation
from backend.kit.identity_number import canonical
from backend.kit.text import plain_name
from pwa.views.mandate_choosing import chosen_in

PowerName = Literal["see", "prepare", "submit_with_consent", "submit"]
SHORTEST, LONGEST = 8, 30
"""Signs of an identity number."""


def named(name: str, id_number: str) -> Named:
    """A person by name and identity number; raises PersonUnknown for what can't be either."""
    plain, number = plain_name(name), canonical(id_number)
    if not plain or not SHORTEST <= len(number) <= LONGEST:
        raise PersonUnknown
    return Named(plain, number)


def wish_of(of: str, power: PowerName, term: str, relation: Relation | Literal[""]) -> Wish:
    """What a mandate should reach, as a form says; raises TermNotOffered and NothingChosen."""
    services, groups = chosen_in(of)
    if not term.isdecimal():
        raise TermNotOffered
    return Wish(services=services, groups=groups, power=Power[power.upper()], days=int(term), relation=relation or None)
