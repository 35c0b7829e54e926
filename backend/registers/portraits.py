"""Asks the population register for somebody's portrait; its answer must be signed, fresh and about this question.

The portrait is compared with a face and forgotten: nothing here or behind it writes it down. Silence is an answer, never an error.
"""

from uuid import uuid4

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import PortraitQuery, PortraitSheet, Subject


async def portrait(registers: SignedTransport, purpose: str, subject: Subject, seconds: float = 3.0) -> bytes:
    """Ask for the portrait of this person (JPEG); empty when there is none, or no answer in time and proven."""
    query = PortraitQuery(request_id=uuid4(), purpose=purpose, subject=subject)
    sheet = await ask(registers, "/portraits", query, PortraitSheet, seconds, "population")
    return sheet.portrait if sheet else b""
