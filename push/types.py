"""A device that may be told, what a person wants to be told, and how each telling ended."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

State = Literal["pending", "sent", "failed", "expired", "gone"]
Urgency = Literal["very-low", "low", "normal", "high"]  # RFC 8030 §5.3
Address = Annotated[str, Meta(max_length=2000)]
KeyText = Annotated[str, Meta(max_length=120)]


class Keys(Struct, forbid_unknown_fields=True):
    """What the browser made for us to encrypt with (Push API, `PushSubscription.toJSON`), in base64url."""

    p256dh: KeyText
    auth: KeyText


class NewSubscription(Struct, forbid_unknown_fields=True):
    """A browser allows messages."""

    endpoint: Address
    keys: Keys


class EndedSubscription(Struct, forbid_unknown_fields=True):
    """A browser takes it back."""

    endpoint: Address
    keys: Keys | None = None


class PushDevice(Struct, frozen=True):
    """One place where a person is told, as shown to that person."""

    id: UUID
    device: str
    created_at: datetime
    worked_at: datetime | None


class PushPreferences(Struct, frozen=True):
    """What a person wants to be told: the topics switched off, and whether nights are quiet."""

    off: list[str]
    quiet: bool


class OwedMessage(Struct, frozen=True):
    """A message to be told."""

    person: UUID
    topic: str
    created_at: datetime
    off: list[str]
    quiet: bool


class DueDelivery(Struct, frozen=True):
    """One delivery held for one attempt; the endpoint is sealed."""

    id: UUID
    person: UUID
    subscription: UUID
    attempts: int
    expires_at: datetime
    endpoint: bytes
    p256dh: bytes
    auth: bytes


class DeliveryResult(Struct, frozen=True):
    """How a trial went on one device."""

    device: str
    state: State
    settled_at: datetime | None


class Count(Struct, frozen=True):
    """How many deliveries stand in one state."""

    state: State
    number: int
