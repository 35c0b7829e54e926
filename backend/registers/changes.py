"""Client of the population register's change feed; responses are signed, fresh, and bound to the question."""

from uuid import uuid4

from backend.registers.gateway import SignedTransport
from backend.registers.signed_question import ask
from backend.registers.types import ChangesQuery, ChangesSheet

SECONDS = 20.0  # nobody waits in front of a page for this


async def changes_since(registers: SignedTransport, place: str, seconds: float = SECONDS) -> ChangesSheet | None:
    """Return the changes after a position in the feed; None if the register doesn't respond in time with proof."""
    query = ChangesQuery(request_id=uuid4(), after=place)

    def moves_on(sheet: ChangesSheet) -> bool:
        return (sheet.next != place) == bool(sheet.changes)

    return await ask(registers, "/changes", query, ChangesSheet, seconds, "population", moves_on)
