"""Jobs of this room: names and arguments. What they do needs the SMS gateway and is in `backend.requested_jobs` and `notify_by_phone`."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

TELL_INVITED, TELL_PRINCIPAL, FOLLOW_CALL = "tell-invited", "tell-principal", "follow-mandate-call"


Occasion = Literal["begun", "held"]


class ToTellInvited(Struct, frozen=True):
    """Send a short message to the number of an invitation."""

    invitation: UUID


class ToTellPrincipal(Struct, frozen=True):
    """Tell a principal on every contact that somebody may act for them, or that it stands still; `occasion`: which time."""

    mandate: UUID
    about: Occasion = "begun"
    occasion: str = ""


class ToFollowCall(Struct, frozen=True):
    """Ask the telephone gateway how a call went."""

    call: UUID
