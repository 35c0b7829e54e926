"""Polls the change feed of the population register, page by page, from the stored cursor."""

from datetime import datetime

from backend.cases.changes import store
from backend.cases.changes.propose import NotYet, take_in
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.registers.changes import changes_since
from backend.registers.types import RegisteredChange

REGISTER = "population"
PAGES = 100  # of one turn; the next turn goes on


async def pull(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Process new changes and return the number of proposals made. The cursor moves only past processed pages; a change read twice is proposed once."""
    async with transaction() as db:
        place = await store.place(db, register=REGISTER) or ""
    added, whole = 0, True
    for _ in range(PAGES):
        sheet = await changes_since(services.registers, place)
        if sheet is None or not sheet.changes:
            break
        async with transaction() as db:
            done = [await taken_in(db, services, change, now) for change in sheet.changes]
            whole = whole and None not in done
            if whole:
                await store.move_place(db, register=REGISTER, place=sheet.next, at=now)
        added, place = added + sum(one or 0 for one in done), sheet.next
    return added


async def taken_in(db: Db, services: CaseServices, change: RegisteredChange, now: datetime) -> int | None:
    """Process one change in its own savepoint, so that a failing one doesn't block the others. Returns None where it must be retried."""
    try:
        async with db.transaction():
            return await take_in(db, services, change, now)
    except Exception as error:
        log.worry(
            "changes.one_stays",
            change=change.id,
            error=type(error).__name__,
            exc_info=None if isinstance(error, NotYet) else error,
        )
        return None
