"""Jobs of this room: names and arguments."""

from uuid import UUID

from msgspec import Struct

TELL_ASKED = "tell-consent-asked"


class ToTellAsked(Struct, frozen=True):
    """Send the principal a short message that a question waits for her."""

    request: UUID
