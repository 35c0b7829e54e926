"""Stopping a change of account: by the person, by an officer, or by the system after a death or suspension."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from backend.audit.actor import Actor, ActorRole
from backend.audit.log import note
from backend.kit.clock import local_date
from backend.kit.jobs import enqueue
from backend.kit.problems import Conflict, NotThere
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.payees import store
from backend.payees.messages import LINK, TOPIC, stopped
from backend.payees.types import CONTACTS_JOB, AccountRow, ContactsJob, StoppedBy, state_of

SYSTEM = Actor.system("payees")
STOPPED_BY: dict[ActorRole, StoppedBy] = {
    "person": "person",
    "mandate": "person",
    "staff": "officer",
    "system": "system",
}
"""What the column `payee_account.stopped_by` says, by the role of the actor."""


async def stop_by_person(db: Db, person: UUID, account: UUID, now: datetime) -> None:
    """Stop a pending change. Stopping is safe: the earlier account stays, and a new application undoes it.

    Stopping twice is stopping once; what is in force already, or isn't theirs, isn't stopped here.
    """
    rows = await store.of_person_for_change(db, person=person)
    row = next((one for one in rows if one.id == account), None)
    if row is None:
        raise NotThere
    match state_of(row, rows, local_date(now)):
        case "stopped":
            return
        case "pending":
            await record_stop(db, row, Actor.person(person), "", now)
        case _:
            raise Conflict


async def stop_by_officer(db: Db, person: UUID, account: UUID, officer: Actor, why: str, now: datetime) -> None:
    """Stop an account, pending or in force; the one before it is paid to again."""
    rows = await store.of_person_for_change(db, person=person)
    row = next((one for one in rows if one.id == account), None)
    if row is None:
        raise NotThere
    if state_of(row, rows, local_date(now)) not in ("pending", "in_force"):
        raise Conflict
    await record_stop(db, row, officer, why, now)


async def stop_pending(db: Db, person: UUID, why: Literal["death", "suspended"], now: datetime) -> int:
    """Stop every pending change after a death or suspension; returns their number."""
    rows = await store.of_person_for_change(db, person=person)
    pending = [row for row in rows if state_of(row, rows, local_date(now)) == "pending"]
    for row in pending:
        await record_stop(db, row, SYSTEM, why, now, quiet=why == "death")
    return len(pending)


async def stop_of_case(db: Db, person: UUID, case: UUID, now: datetime) -> None:
    """Stop the account that a case had approved, because its approval no longer stands; the one before it is paid to again."""
    rows = await store.of_person_for_change(db, person=person)
    for row in rows:
        if (
            row.case_id == case
            and row.origin != "register"
            and state_of(row, rows, local_date(now)) in ("pending", "in_force")
        ):
            await record_stop(db, row, SYSTEM, "revoked", now)


async def record_stop(db: Db, row: AccountRow, actor: Actor, why: str, now: datetime, *, quiet: bool = False) -> None:
    """Record the stop and notify the person and their contacts; `quiet` sends nothing (death)."""
    by = STOPPED_BY[actor.role]
    if not await store.stop(db, id=row.id, person=row.person, by=by, why=why[:300], at=now):
        raise Conflict
    await store.add_event(
        db,
        id=uuid4(),
        account=row.id,
        person=row.person,
        kind="stopped",
        author=str(actor),
        role=actor.role,
        at=now,
        detail={},
    )
    await note(db, actor, "payee.stopped", f"person:{row.person}", now, by=by)
    if not quiet:
        await notify(db, row.person, TOPIC, stopped(by), LINK, now)
        await enqueue(db, CONTACTS_JOB, ContactsJob(row.id, "stopped"), once=f"{CONTACTS_JOB}:stopped:{row.id}")
