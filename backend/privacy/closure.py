"""Closing an account: asked for, thought over for a week, carried out by the worker; what the law keeps stays, and says so (PIPL art. 47)."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation.endings import end_of_person
from backend.guidance import end_session as guidance
from backend.kit import log
from backend.kit.db import Transaction
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.materials.file_store import FileStore
from backend.notices.service import notify
from backend.offers.endings import stop_of_person
from backend.privacy import store
from backend.privacy.inventory import retention, tables
from backend.privacy.retention import forget_files
from backend.privacy.types import AccountClosure, RetentionClass
from backend.residents.store import end_consents

CLOSURE_ASKED = Messages.beside(__file__).take("closure_asked")

CLOSURE_DELAY = timedelta(days=7)
NOT_LISTED = frozenset({"closing", "population", "delivery"})
SignOut = Callable[[UUID], Awaitable[object]]


def erased_on_closure() -> list[str]:
    """List in words what is erased; derived data isn't listed."""
    return [table.holds for table in tables().values() if table.closing == "erase" and table.name not in NOT_LISTED]


def kept_after_closure() -> list[RetentionClass]:
    """Retention classes that outlive the account by law."""
    kept = {table.kept for table in tables().values() if table.closing == "keep" and table.kept != "account"}
    return [one for one in retention().values() if one.key in kept]


async def request_closure(db: Db, person: UUID, now: datetime) -> AccountClosure:
    """Request the closure; returns from when it can't be undone. A second request changes nothing."""
    if await store.ask_closing(db, person=person, at=now, due_at=now + CLOSURE_DELAY):
        await _note(db, person, "account.closing_asked", now)
        await notify(db, person, "other", CLOSURE_ASKED(), "/me/data/closing", now)
    closure = await store.closing(db, person=person)
    assert closure is not None, "it was just written"
    return closure


async def cancel_closure(db: Db, person: UUID, now: datetime) -> None:
    """Cancel the closure."""
    if await store.undo_closing(db, person=person):
        await _note(db, person, "account.closing_undone", now)


async def close_due(transaction: Transaction, file_store: FileStore, sign_out: SignOut, now: datetime) -> None:
    """Close the accounts whose waiting time is over; an account with a running case waits for its end."""
    async with transaction() as db:
        due = await store.due_closings(db, at=now)
    for one in due:
        try:
            await _close_one(transaction, file_store, sign_out, one.person, now)
        except Exception as error:  # one that resists keeps no other from going
            log.worry("account.stays", person=str(one.person), error=type(error).__name__, exc_info=error)


async def _close_one(
    transaction: Transaction, file_store: FileStore, sign_out: SignOut, person: UUID, now: datetime
) -> None:
    await sign_out(person)
    async with transaction() as db:
        if await store.hold_closing(db, person=person, at=now) and not await store.running_cases(db, person=person):
            await close_account(db, file_store, person, now)
            log.fact("account.closed")
    await sign_out(person)  # whoever came in just before


async def close_account(db: Db, file_store: FileStore, person: UUID, now: datetime) -> None:
    """Erase what served only the account; cases stay for their retention period."""
    await guidance.end_of_person(db, file_store.vault, person, now)
    await end_of_person(db, person, "closed", now)
    await stop_of_person(db, person, now)
    await store.close_person(db, person=person, at=now)
    await end_consents(db, person=person, at=now)
    for draft in await store.drafts(db, person=person):
        await forget_files(db, file_store, draft.id)
        await store.forget_case(db, case_id=draft.id)
    await store.forget_file_names(db, person=person)
    for table in tables().values():
        if table.closing == "erase":
            await db.execute(f"delete from {table.name} where {table.person} = $1", person)  # noqa: S608 - names from our own file
    await _note(db, person, "account.closed", now)


async def _note(db: Db, person: UUID, act: str, now: datetime) -> None:
    await note(db, Actor.person(person), act, f"person:{person}", now)
