"""Asks the population register for somebody's portrait; its answer must be signed, fresh and about this question.

The portrait is compared with a face and forgotten: nothing here or behind it writes it down. Silence is an answer, never an error.
"""

import asyncio
import time
from uuid import uuid4

import msgspec

from backend.kit.log import worry
from backend.registers.client import NO_ANSWER, Unintelligible
from backend.registers.licences import SignedTransport
from backend.registers.signature import NotSigned, check
from backend.registers.types import PortraitQuery, PortraitSheet, Subject

_sheet = msgspec.json.Decoder(PortraitSheet)


async def portrait(registers: SignedTransport, purpose: str, subject: Subject, seconds: float = 3.0) -> bytes:
    """The register's portrait of this person (JPEG); empty when it has none, or doesn't answer in time or not provably."""
    query = PortraitQuery(request_id=uuid4(), purpose=purpose, subject=subject)
    try:
        async with asyncio.timeout(seconds):
            body, headers = await registers.post("/portraits", msgspec.json.encode(query))
        check(registers.key, body, headers, int(time.time()))
        sheet = _sheet.decode(body)
        if sheet.request_id != query.request_id:
            raise Unintelligible
    except (*NO_ANSWER, NotSigned) as error:
        worry("register.no_answer", register="population", request=str(query.request_id), error=type(error).__name__)
        return b""
    return sheet.portrait
