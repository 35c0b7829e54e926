"""Jobs of this room: names and arguments."""

from uuid import UUID

from msgspec import Struct

TELL_ASKED, FOLLOW_CONSENT_CALL = "tell-consent-asked", "follow-consent-call"


class ToTellAsked(Struct, frozen=True):
    """Send the principal a short message that a question waits for her."""

    request: UUID


class ToFollowConsentCall(Struct, frozen=True):
    """Ask the telephone gateway how a call about a request went."""

    call: UUID
