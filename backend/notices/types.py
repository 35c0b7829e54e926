"""A message we owe a person; the inbox is the truth, everything else is a copy."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


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


class ToDeliver(Struct, frozen=True):
    """The argument of the delivery job."""

    notice: UUID
