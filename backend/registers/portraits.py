"""Client of the population register's portraits; responses are signed, fresh, and bound to the question.

The portrait is compared with a face and forgotten: nothing here or behind it writes it down. Silence is an answer, never an error.
"""

from uuid import uuid4

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import PortraitQuery, PortraitSheet, Subject


async def portrait(registers: SignedTransport, purpose: str, subject: Subject, seconds: float = 3.0) -> bytes:
    """Return the register's portrait (JPEG); empty if there is none or the register doesn't respond in time with proof."""
    query = PortraitQuery(request_id=uuid4(), purpose=purpose, subject=subject)
    sheet = await ask(registers, "/portraits", query, PortraitSheet, seconds, "population")
    return sheet.portrait if sheet else b""
