"""Types of push: subscriptions, preferences, deliveries."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from backend.campaigns.types import CaseTopic

State = Literal["pending", "sent", "failed", "expired", "gone"]
Urgency = Literal["very-low", "low", "normal", "high"]  # RFC 8030 §5.3
Address = Annotated[str, Meta(max_length=2000)]
KeyText = Annotated[str, Meta(max_length=120)]


class Keys(Struct, forbid_unknown_fields=True):
    """Browser's encryption keys (Push API, `PushSubscription.toJSON`), base64url."""

    p256dh: KeyText
    auth: KeyText


class NewSubscription(Struct, forbid_unknown_fields=True):
    """Subscription sent by a browser."""

    endpoint: Address
    keys: Keys


class EndedSubscription(Struct, forbid_unknown_fields=True):
    """Ended subscription sent by a browser."""

    endpoint: Address
    keys: Keys | None = None


class PushDevice(Struct, frozen=True):
    """Subscribed device as shown to its person."""

    id: UUID
    device: str
    created_at: datetime
    worked_at: datetime | None


class PushPreferences(Struct, frozen=True):
    """Preferences: topics switched off. The hours are those of all messages (`campaigns.service.choice_of`)."""

    off: list[CaseTopic]


class DueDelivery(Struct, frozen=True):
    """Delivery locked for one attempt; the endpoint is sealed."""

    id: UUID
    person: UUID
    subscription: UUID
    attempts: int
    expires_at: datetime
    endpoint: bytes
    p256dh: bytes
    auth: bytes


class DeliveryResult(Struct, frozen=True):
    """Result of a trial on one device."""

    device: str
    state: State
    settled_at: datetime | None


class Count(Struct, frozen=True):
    """Number of deliveries in one state."""

    state: State
    number: int
