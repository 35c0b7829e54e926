"""Types of grants, their events and payment orders."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

Runs = Literal["month", "once", "right"]
GrantState = Literal["running", "paused", "ended"]
EventKind = Literal["began", "band_changed", "paused", "resumed", "ended", "reopened"]
OrderState = Literal["listed", "held", "leaving", "ordered", "paid", "failed", "returned", "cancelled", "recovered"]


class PersonGrant(Struct, frozen=True, kw_only=True):
    """A grant as it stands; derived from its events by `life.derive`."""

    id: UUID
    person: UUID
    case_id: UUID
    decision: UUID
    service: str
    kind: str
    object: bytes
    runs: Runs
    yuan: int | None
    state: GrantState
    begins_on: date
    paused_from: date | None
    ends_on: date | None
    last_seq: int


class GrantEvent(Struct, frozen=True, kw_only=True):
    """An event of a grant; append-only."""

    id: UUID
    grant_id: UUID
    seq: int
    kind: EventKind
    counts_from: date
    cause: str
    reason: str
    at: datetime


class OwnGrant(Struct, frozen=True, kw_only=True):
    """A grant as rules and pages see it."""

    case_id: UUID
    service: str
    kind: str
    object: str  # hexadecimal
    runs: Runs
    state: GrantState
    begins_on: date
    paused_from: date | None
    ends_on: date | None
    yuan: int | None


class PaymentOrder(Struct, frozen=True, kw_only=True):
    """The payment of one month of one grant."""

    id: UUID
    grant_id: UUID
    person: UUID
    month: date
    yuan: int
    attempt: int
    state: OrderState
    reason: str
    pay_on: date
    account_tail: str
    account: UUID | None
    settled_at: datetime | None

    @property
    def key(self) -> str:
        """The idempotency key at the treasury."""
        return f"{self.id}:{self.attempt}"
