"""Forgetting: what its class keeps no longer goes, every night; files first, so that a killed run leaves a line and never an orphan."""

from datetime import datetime, timedelta
from uuid import UUID

from backend.audit import store as audit
from backend.audit.actor import Actor
from backend.audit.evidence import RELEASED
from backend.audit.log import note
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.materials.file_store import FileStore
from backend.privacy import store
from backend.privacy.inventory import retention, tables
from backend.privacy.types import InventoryTable

BATCH = 1000
THROUGH = {
    "forget_readings": store.forget_readings, "forget_mandates": store.forget_mandates, "forget_guidance": store.forget_guidance,
    "forget_draft_events": store.forget_draft_events,
}  # fmt: skip
"""The functions of the database that forget what the application may only add to."""


async def purge(transaction: Transaction, file_store: FileStore, now: datetime) -> None:
    """Delete everything whose retention period is over; an interrupted run can be repeated."""
    await log_purged(transaction, "cases", await forget_cases(transaction, file_store, now), now)
    for table in tables().values():
        if table.ends:
            await log_purged(transaction, table.name, await try_forget_rows(transaction, table, now), now)
    async with transaction() as db:
        people = await store.forget_people(db)
    await log_purged(transaction, "person", people, now)
    await log_released_evidence(transaction, now)


async def log_purged(transaction: Transaction, table: str, rows: int, now: datetime) -> None:
    """Log and audit how many rows were deleted, without their content."""
    if rows:
        log.fact("retention.purged", table=table, rows=rows)
        async with transaction() as db:
            await note(db, Actor.system("worker"), "retention.purged", table, now, rows=rows)


async def log_released_evidence(transaction: Transaction, now: datetime) -> None:
    """Say in the audit log how many rows of evidence retention has taken away in all: the check of the chain compares."""
    async with transaction() as db:
        gone = await audit.evidence_gone(db) or 0
        told = await audit.evidence_released(db) or {}
        if gone != int(told.get("gone", 0)):
            await note(db, Actor.system("worker"), RELEASED, "evidence", now, gone=gone)


def cutoff(kept: str, now: datetime) -> datetime:
    """Moment before which data of this class is deleted."""
    return now - timedelta(days=retention()[kept].days)


async def try_forget_rows(transaction: Transaction, table: InventoryTable, now: datetime) -> int:
    """Delete expired rows of one table; a failure is logged and doesn't block the other tables."""
    try:
        return await forget_rows(transaction, table, now)
    except Exception as error:
        log.worry("retention.table_stays", table=table.name, error=type(error).__name__, exc_info=error)
        return 0


async def forget_rows(transaction: Transaction, table: InventoryTable, now: datetime) -> int:
    """Delete expired rows of one table in batches; returns how many."""
    limit, gone = cutoff(table.kept, now), 0
    if table.through:
        async with transaction() as db:
            return await THROUGH[table.through](db, before=limit) or 0
    while True:
        async with transaction() as db:
            status = await db.execute(
                f"delete from {table.name} where ctid = any (array(select ctid from {table.name}"  # noqa: S608 - names from our own file
                f" where {table.ends} < $1 limit {BATCH}))", limit,
            )  # fmt: skip
        gone += (rows := int(status.rpartition(" ")[2]))
        if rows < BATCH:
            return gone


async def forget_cases(transaction: Transaction, file_store: FileStore, now: datetime) -> int:
    """Delete expired drafts and cases with their files; one failure doesn't block the others."""
    gone, seen = 0, set[UUID]()
    while True:
        async with transaction() as db:
            expired = await store.expired_cases(
                db, drafts_before=cutoff("draft", now), ended_before=cutoff("case", now), today=local_date(now)
            )
        fresh = [one.id for one in expired if one.id not in seen]
        if not fresh:
            return gone
        for case in fresh:
            seen.add(case)
            try:
                await forget_case(transaction, file_store, case)
                gone += 1
            except Exception as error:
                log.worry("retention.case_stays", case=str(case), error=type(error).__name__, exc_info=error)


async def forget_case(transaction: Transaction, file_store: FileStore, case: UUID) -> None:
    """One case: its files, then its rows."""
    async with transaction() as db:
        await forget_files(db, file_store, case)
        await store.forget_case(db, case_id=case)


async def forget_files(db: Db, file_store: FileStore, case: UUID) -> None:
    """The bytes of all papers of a case, and the pictures of their pages."""
    for file in await store.files(db, case_id=case):
        for number in range(1, file.pages + 1):
            await file_store.drop(f"{file.stored_as}.{number}")
        await file_store.drop(file.stored_as)
