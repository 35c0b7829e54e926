"""Types of offers and their events."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

State = Literal["proposed", "accepted", "due", "submitted", "stopped", "expired", "handed_over"]
Kind = Literal[
    "proposed", "told", "questioned", "accepted", "due", "submitted", "stopped", "expired", "handed_over", "settled"
]
"""What happened to an offer; `told` and `questioned` move nothing, `settled` closes what was handed over."""
How = Literal["sms", "inbox"]
"""By which way the yes came."""
Reason = Literal[
    "", "by_person", "by_sms", "account_changed", "applied", "held", "died", "not_verified", "number", "account", "unclear",
    "closed", "terms_changed", "number_changed", "own_draft", "incomplete", "registers_silent", "service_ended",
]  # fmt: skip
"""Why an offer was stopped or handed over."""


class ServiceOffer(Struct, frozen=True, kw_only=True):
    """One offer to one person; `content` is what was offered, `accepted` what the yes is bound to; both sealed."""

    id: UUID
    person: UUID
    service: str
    department: str
    state: State
    reason: Reason
    digest: str
    content: bytes
    accepted: bytes | None
    how: How | None
    due_on: date
    proposed_at: datetime
    accepted_at: datetime | None
    case_id: UUID | None
    ended_at: datetime | None
    settled_at: datetime | None


class OfferEvent(Struct, frozen=True, kw_only=True):
    """An event of an offer; append-only."""

    id: UUID
    offer: UUID
    seq: int
    kind: Kind
    author: str
    at: datetime
    detail: dict[str, Any]


class OfferContent(Struct, frozen=True, kw_only=True):
    """What was offered, whole: its canonical JSON is what the digest is of."""

    person: UUID
    service: str
    name: str
    due_on: date
    terms: dict[str, Any]
    key: str
    version: str
    title: str
    body: str


class BoundYes(Struct, frozen=True, kw_only=True):
    """What a yes is bound to: the digest of the offer, the account that may be paid to, and the number it came from."""

    digest: str
    account: str
    number: str
    message: UUID | None = None

    def __repr__(self) -> str:
        """Hide account and number."""
        return "BoundYes()"
