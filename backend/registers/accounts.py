"""Asks the bank register whether an account belongs to its named holder; the answer must be signed, fresh and about this question.

Silence, a slow answer and an unproven one all mean “cannot tell”: then a person looks, nobody is refused.
"""

import asyncio
import time
from typing import Literal
from uuid import uuid4

import msgspec

from backend.kit.log import worry
from backend.registers.client import NO_ANSWER, Unintelligible
from backend.registers.licences import SignedTransport
from backend.registers.signature import NotSigned, check
from backend.registers.types import AccountQuery, AccountSheet, Subject

SECONDS = 2.0  # a resident waits for it
_sheet = msgspec.json.Decoder(AccountSheet)


async def check_holder(
    registers: SignedTransport, purpose: str, account: str, holder: Subject, seconds: float = SECONDS
) -> Literal["match", "no_match", "cannot_tell"]:
    """Whether the bank register confirms the holder of an account; `purpose` is the code of the service that pays."""
    query = AccountQuery(request_id=uuid4(), purpose=purpose, account=account, holder=holder)
    try:
        async with asyncio.timeout(seconds):
            body, headers = await registers.post("/accounts", msgspec.json.encode(query))
        check(registers.key, body, headers, int(time.time()))
        sheet = _sheet.decode(body)
        if sheet.request_id != query.request_id:
            raise Unintelligible
    except (*NO_ANSWER, NotSigned) as error:
        worry("register.no_answer", register="bank", request=str(query.request_id), error=type(error).__name__)
        return "cannot_tell"
    return sheet.answer
