"""Jobs that a personalised message asks for."""

from uuid import UUID

from msgspec import Struct

SEND_SMS = "text-personal-message"


class SmsJob(Struct, frozen=True):
    """Argument of the job that hands a short message about an inbox message to the gateway."""

    notice: UUID
