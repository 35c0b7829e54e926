"""Client of the treasury: signed payment orders with an idempotency key, and their states.

An order sent twice under one key is one payment. A key under which something else was sent before is a `conflict`.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask

SECONDS = 20.0
Key = Annotated[str, Meta(pattern=r"^[0-9a-f-]{36}:[0-9]{1,3}$")]
PaymentState = Literal["accepted", "paid", "failed", "returned", "conflict", "unknown", "recovered"]
FailureReason = Literal["", "account_closed", "name_differs", "account_frozen", "not_taken"]


class PaymentInstruction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Pay one month of a grant on a day; amount in fen."""

    request_id: UUID
    key: Key
    fen: Annotated[int, Meta(gt=0, le=100_000_000)]
    account: Annotated[str, Meta(pattern=r"^[0-9]{8,32}$")]
    holder: Annotated[str, Meta(max_length=60)]
    purpose: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
    month: date
    pay_on: date

    def __repr__(self) -> str:
        """Show the key, never the account."""
        return f"PaymentInstruction({self.key!r})"


class RecoveryInstruction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Claim back what was paid under an order's key."""

    request_id: UUID
    key: Key
    order: Key
    fen: Annotated[int, Meta(gt=0, le=100_000_000)]


class StatesQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Query for the states of orders."""

    request_id: UUID
    keys: Annotated[tuple[Key, ...], Meta(max_length=200)]


class Settled(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """State of one order; the body is signed."""

    request_id: UUID
    key: Key
    state: PaymentState
    reason: FailureReason = ""
    on: date | None = None


class States(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """States of the queried orders; the body is signed."""

    request_id: UUID
    states: Annotated[tuple[Settled, ...], Meta(max_length=200)]


async def pay(treasury: SignedTransport, order: PaymentInstruction) -> Settled | None:
    """Send an order; None without a proven response: send again under the same key."""
    told = await ask(treasury, "/treasury/orders", order, Settled, SECONDS, "treasury")
    return told if told is None or told.key == order.key else None


async def recover(treasury: SignedTransport, order: RecoveryInstruction) -> Settled | None:
    """Claim money back; None without a proven response."""
    told = await ask(treasury, "/treasury/recoveries", order, Settled, SECONDS, "treasury")
    return told if told is None or told.key == order.key else None


async def states(treasury: SignedTransport, keys: tuple[str, ...]) -> dict[str, Settled]:
    """Return the states of orders; those without a response are missing."""
    query = StatesQuery(request_id=uuid4(), keys=keys)
    told = await ask(treasury, "/treasury/states", query, States, SECONDS, "treasury")
    return {one.key: one for one in told.states if one.key in keys} if told else {}
