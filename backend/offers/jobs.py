"""Jobs of this room: names and arguments; what they do is in `short_messages` and `inbound`."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

TELL_OFFER, READ_SMS = "tell-offer", "read-sms"
Ending = Literal["stopped", "expired", "submitted", "handed_over"]
Occasion = Ending | Literal["proposed", "questioned", "accepted"]


class OfferToTell(Struct, frozen=True):
    """Send the short messages of one step of an offer; `number`: which time, where a step may come again."""

    offer: UUID
    about: Occasion
    number: int = 0


class SmsToRead(Struct, frozen=True):
    """Read one short message that was received."""

    message: UUID
