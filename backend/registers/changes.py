"""Asks the population register what has happened since the last time; its answer must be signed, fresh and about this question."""

from uuid import uuid4

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import ChangesQuery, ChangesSheet

SECONDS = 20.0  # nobody waits in front of a page for this


async def changes_since(registers: SignedTransport, place: str, seconds: float = SECONDS) -> ChangesSheet | None:
    """Ask what comes after a place in the feed; None without an answer in time and proven: then nothing was read."""
    query = ChangesQuery(request_id=uuid4(), after=place)
    moves_on = lambda sheet: (sheet.next != place) == bool(sheet.changes)  # noqa: E731
    return await ask(registers, "/changes", query, ChangesSheet, seconds, "population", moves_on)
