"""Asks the register of electronic licences what one person holds; its answer must be signed, fresh and about this question.

Silence is an answer, never an error: whoever holds nothing electronically hands a photo in as before.
"""

from datetime import date
from uuid import uuid4

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import Licence, LicenceQuery, LicenceSheet, Subject


async def held_licences(
    registers: SignedTransport, purpose: str, subject: Subject, kind: str, seconds: float = 1.5
) -> tuple[Licence, ...]:
    """Ask for the licences of a kind that this person holds now; none without an answer in time and proven."""
    query = LicenceQuery(request_id=uuid4(), purpose=purpose, subject=subject, kind=kind)
    sheet = await ask(
        registers, "/licences", query, LicenceSheet, seconds, "licences", lambda sheet: all(one.kind == kind for one in sheet.licences)
    )  # fmt: skip
    return sheet.licences if sheet else ()


def valid(licence: Licence, today: date) -> bool:
    """Does it count today?"""
    return (
        licence.state == "valid"
        and licence.issued_on <= today
        and (licence.valid_until is None or licence.valid_until >= today)
    )
