"""Client for a person's registered phone numbers: since when, and whether shared with other persons."""

from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import Subject

SECONDS = 3.0
LONG_HELD = timedelta(days=90)
"""How long a number must have been somebody's before it proves anything: a proposal of this installation."""
E164 = Annotated[str, Meta(pattern=r"^\+[0-9]{8,15}$")]


class NumbersQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which numbers are this person's?"""

    request_id: UUID
    purpose: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    subject: Subject


class HeldNumber(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number; `alone`: no other person is registered with it."""

    number: E164
    kind: Literal["mobile", "landline"]
    since: date
    alone: bool

    def __repr__(self) -> str:
        """Names the kind, never the number."""
        return f"HeldNumber({self.kind!r})"


class NumbersSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The registers' answer; its body is signed."""

    request_id: UUID
    numbers: Annotated[tuple[HeldNumber, ...], Meta(max_length=20)]


async def held_numbers(registers: SignedTransport, purpose: str, subject: Subject) -> tuple[HeldNumber, ...]:
    """The numbers of a person, mobiles first and the longest held before; none when no register answers provably."""
    query = NumbersQuery(request_id=uuid4(), purpose=purpose, subject=subject)
    sheet = await ask(registers, "/numbers", query, NumbersSheet, SECONDS, "population")
    found = () if sheet is None else sheet.numbers
    return tuple(sorted(found, key=lambda one: (one.kind != "mobile", one.since)))


def proves(number: HeldNumber, today: date, not_of: frozenset[str]) -> bool:
    """May a yes on this number count as the person's? `not_of`: numbers of who asks."""
    return number.alone and today - number.since >= LONG_HELD and number.number not in not_of
