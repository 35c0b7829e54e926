"""Types of commissioned contacts."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

State = Literal["found", "told", "asked", "suppressed", "stopped", "expired", "settled"]
"""`asked`: an answer waits for an officer."""
Reason = Literal["", "has_account", "shared", "stopped", "switched_off", "service_ended", "by_sms", "yes", "unclear"]
"""Why nobody was told, or what was answered."""
Occasion = Literal["offer", "unclear", "handed_over", "stopped", "expired"]
"""Which short message goes."""


class Contact(Struct, frozen=True, kw_only=True):
    """One number that is asked about one service; the number is sealed, and dropped when it has ended."""

    id: UUID
    service: str
    department: str
    state: State
    reason: Reason
    sealed: bytes | None
    questions: int
    found_at: datetime
    expires_at: datetime


class ContactToTell(Struct, frozen=True):
    """Argument of the job that sends one short message; `number`: which time, where a step may come again."""

    contact: UUID
    about: Occasion
    number: int = 0


TELL_CONTACT = "tell-commissioned-contact"
