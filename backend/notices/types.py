"""A message we owe a person; the inbox is the truth, everything else is a copy."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.kit.messages.types import Rendered


class Notice(Struct, frozen=True, kw_only=True):
    """One message in the inbox."""

    id: UUID
    topic: str
    case_id: UUID | None
    title: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None


class NewNotice(Struct, frozen=True, kw_only=True):
    """One of many messages that are written at once; without `rings` no device is told."""

    id: UUID
    person: UUID
    message: Rendered
    link: str
    rings: bool


class ToDeliver(Struct, frozen=True):
    """The argument of the delivery job."""

    notice: UUID
