"""Short messages that people send us, as the gateway's protocol brings them: signed, known by id, bounded, and old after a day."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct, field

from backend.kit.body_limits import BodyLimit
from backend.kit.problems import NotAllowed, NotUnderstood
from backend.registers.signature import NotSigned, check

SMALL = BodyLimit(4096)
LIVES = timedelta(hours=24)
"""An answer that took longer to arrive isn't read as one: a proposal."""
SKEW = timedelta(minutes=5)
LONGEST = 500  # characters of a message in several parts


class InboundSms(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One short message as the gateway brings it; the same id is the same message."""

    id: UUID
    sender: Annotated[str, Meta(pattern=r"^\+[0-9]{8,15}$")] = field(name="from")
    text: Annotated[str, Meta(max_length=LONGEST)]
    sent_at: Annotated[datetime, Meta(tz=True)]

    def __repr__(self) -> str:
        """Hide number and words."""
        return f"InboundSms({self.id})"


def read_inbound(body: bytes, headers: Mapping[str, str], key: str) -> InboundSms:
    """Check and parse what the gateway sent; raises NotAllowed without its signature, NotUnderstood for another form."""
    try:
        check(key, body, headers, int(time.time()))
    except NotSigned as error:
        raise NotAllowed from error
    try:
        return msgspec.json.decode(body, type=InboundSms)
    except msgspec.DecodeError as error:
        raise NotUnderstood("format") from error


def is_fresh(message: InboundSms, now: datetime) -> bool:
    """Was it sent within a day, and not in the future?"""
    return now - LIVES <= message.sent_at <= now + SKEW
