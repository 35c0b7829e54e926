"""Asks the register of electronic licences what one person holds; its answer must be signed, fresh and about this question.

Silence is an answer, never an error: whoever holds nothing electronically hands a photo in as before.
"""

import asyncio
import time
from collections.abc import Mapping
from datetime import date
from typing import Protocol
from uuid import uuid4

import msgspec

from backend.kit.log import worry
from backend.registers.client import NO_ANSWER, Unintelligible
from backend.registers.signature import NotSigned, check
from backend.registers.types import Licence, LicenceQuery, LicenceSheet, Subject


class SignedTransport(Protocol):
    """Whoever takes signed questions to the registers."""

    key: str

    async def post(self, path: str, body: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Send a signed question; the body and the headers of the answer."""
        ...


_sheet = msgspec.json.Decoder(LicenceSheet)


async def held_licences(
    registers: SignedTransport, purpose: str, subject: Subject, kind: str, seconds: float = 1.5
) -> tuple[Licence, ...]:
    """The licences of a kind that this person holds now; none when the register doesn't answer in time or not provably."""
    query = LicenceQuery(request_id=uuid4(), purpose=purpose, subject=subject, kind=kind)
    try:
        async with asyncio.timeout(seconds):
            body, headers = await registers.post("/licences", msgspec.json.encode(query))
        check(registers.key, body, headers, int(time.time()))
        sheet = _sheet.decode(body)
        if sheet.request_id != query.request_id or any(one.kind != kind for one in sheet.licences):
            raise Unintelligible
    except (*NO_ANSWER, NotSigned) as error:
        worry("register.no_answer", register="licences", request=str(query.request_id), error=type(error).__name__)
        return ()
    return sheet.licences


def valid(licence: Licence, today: date) -> bool:
    """Does it count today?"""
    return (
        licence.state == "valid"
        and licence.issued_on <= today
        and (licence.valid_until is None or licence.valid_until >= today)
    )
