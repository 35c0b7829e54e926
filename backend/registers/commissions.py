"""Client for commissioned offers: the owner of the population register says whom to ask about a service, by telephone number alone.

The owner chooses by its own data. Neither question nor answer carries a name, a birth date or anything else about a person.
"""

from typing import Annotated
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from backend.registers.gateway import SignedTransport
from backend.registers.phone_numbers import E164
from backend.registers.signed_question import ask

SECONDS = 20.0  # nobody waits in front of a page for this
Place = Annotated[str, Meta(max_length=100)]


class CommissionsQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom does the owner want asked about a service: those who reach an age within some months; a page after a place."""

    request_id: UUID
    service: Annotated[str, Meta(pattern=r"^FT[0-9]{7}$")]
    age: Annotated[int, Meta(ge=0, le=150)]
    months: Annotated[int, Meta(ge=0, le=24)]
    after: Place


class CommissionedNumber(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number; `alone`: no other person is registered with it."""

    number: E164
    alone: bool

    def __repr__(self) -> str:
        """Hide the number."""
        return "CommissionedNumber()"


class CommissionsSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The owner's answer; its body is signed. `next`: where the following page begins, "" after the last."""

    request_id: UUID
    numbers: Annotated[tuple[CommissionedNumber, ...], Meta(max_length=500)]
    next: Place


async def commissioned_numbers(
    registers: SignedTransport, service: str, age: int, months: int, after: str
) -> CommissionsSheet | None:
    """One page of the numbers to ask; None when the owner doesn't answer provably."""
    query = CommissionsQuery(request_id=uuid4(), service=service, age=age, months=months, after=after)
    return await ask(
        registers,
        "/commissions",
        query,
        CommissionsSheet,
        SECONDS,
        "population",
        lambda one: one.next != after or not after,
    )
