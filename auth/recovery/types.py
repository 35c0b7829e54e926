"""Types of account recovery."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.kit.problems import Conflict, Refusal

WAITING = timedelta(days=3)  # between the counter and the change: the old number's holder may object
OPEN = timedelta(days=30)  # that a request waits for its person to come to a counter


class RecoveryClaim(Struct, frozen=True, kw_only=True):
    """Claimed identity and current number; stored sealed."""

    name: str
    id_number: str
    phone: str


class RecoveryRequest(Struct, frozen=True, kw_only=True):
    """One request, as stored."""

    id: UUID
    number: str
    person: UUID | None
    wanted: bytes
    state: Literal["asked", "seen", "confirmed", "declined", "done", "stopped", "lapsed"]
    asked_at: datetime
    seen_by: str | None
    reason: str
    due_at: datetime | None


class DueRecovery(Struct, frozen=True):
    """A confirmed change whose waiting period is over."""

    id: UUID
    person: UUID
    wanted: bytes


class NumberTaken(Conflict):
    """The number belongs to another account that holds cases."""


class SameNumber(Refusal):
    """It is the number that the person already has."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
