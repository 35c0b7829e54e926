"""Asks the population register what has happened since the last time; its answer must be signed, fresh and about this question."""

import asyncio
import time
from uuid import uuid4

import msgspec

from backend.kit.log import worry
from backend.registers.client import NO_ANSWER, Unintelligible
from backend.registers.licences import SignedTransport
from backend.registers.signature import NotSigned, check
from backend.registers.types import ChangesQuery, ChangesSheet

SECONDS = 20.0  # nobody waits in front of a page for this
_sheet = msgspec.json.Decoder(ChangesSheet)


async def changes_since(registers: SignedTransport, place: str, seconds: float = SECONDS) -> ChangesSheet | None:
    """What comes after a place in the feed; none when the register doesn't answer in time or not provably: then nothing was read."""
    query = ChangesQuery(request_id=uuid4(), after=place)
    try:
        async with asyncio.timeout(seconds):
            body, headers = await registers.post("/changes", msgspec.json.encode(query))
        check(registers.key, body, headers, int(time.time()))
        sheet = _sheet.decode(body)
        if sheet.request_id != query.request_id or (sheet.next == place) == bool(sheet.changes):
            raise Unintelligible
    except (*NO_ANSWER, NotSigned) as error:
        worry("register.no_answer", register="population", request=str(query.request_id), error=type(error).__name__)
        return None
    return sheet
