"""Client of the register of electronic licences (电子证照); responses are signed, fresh, and bound to the question.

Silence is an answer, never an error: whoever holds nothing electronically hands a photo in as before.
"""

from datetime import date
from uuid import uuid4

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import Licence, LicenceQuery, LicenceSheet, Subject


async def licences_of(
    registers: SignedTransport, purpose: str, subject: Subject, kind: str, seconds: float = 1.5
) -> tuple[Licence, ...]:
    """Return a person's licences of one kind; None if the register doesn't respond in time with proof."""
    query = LicenceQuery(request_id=uuid4(), purpose=purpose, subject=subject, kind=kind)
    sheet = await ask(
        registers, "/licences", query, LicenceSheet, seconds, "licences", lambda sheet: all(one.kind == kind for one in sheet.licences)
    )  # fmt: skip
    return sheet.licences if sheet else ()


def valid(licence: Licence, today: date) -> bool:
    """Check whether a licence is valid today."""
    return (
        licence.state == "valid"
        and licence.issued_on <= today
        and (licence.valid_until is None or licence.valid_until >= today)
    )
