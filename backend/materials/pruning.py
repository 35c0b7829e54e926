"""Delete files that aren't needed any more: abandoned uploads, withdrawn materials, files without a row."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from backend.kit import log
from backend.kit.db import Transaction
from backend.materials import store as materials
from backend.materials.file_store import PIECES, FileStore, StoredFile
from backend.materials.uploads import store as uploads

PAPERS_KEPT = timedelta(days=7)  # after a newer one took its place or the person took it back
ORPHAN_AFTER = timedelta(days=1)  # younger bytes without a row may belong to a request that hasn't committed
REMEMBERED = timedelta(days=30)  # the bare line of an upload that is over

_PAPER = re.compile(r"[0-9a-f]{2}/([0-9a-f]{32})(?:\.\d+)?")


async def prune(transaction: Transaction, file_store: FileStore, now: datetime) -> None:
    """Run all steps; each finds its work by itself, so an interrupted run is simply repeated."""
    async with transaction() as db:
        expired = await uploads.expire(db, now=now)
    pieces = await drop_pieces(transaction, file_store)
    papers = await drop_papers(transaction, file_store, now - PAPERS_KEPT)
    async with transaction() as db:
        await uploads.forget(db, before=now - REMEMBERED)
    orphans = await drop_orphans(transaction, file_store, now - ORPHAN_AFTER)
    log.fact("materials.pruned", expired=expired, pieces=pieces, papers=papers, orphans=orphans)


async def drop_pieces(transaction: Transaction, file_store: FileStore) -> int:
    """Delete chunks of finished, ended and expired uploads: files first, rows after."""
    dropped = 0
    while True:
        async with transaction() as db:
            spent = await uploads.spent(db)
        for piece in spent:
            await file_store.drop(piece.stored_as)
            async with transaction() as db:
                await uploads.forget_piece(db, upload=piece.upload, stored_as=piece.stored_as)
        dropped += len(spent)
        if not spent:
            return dropped


async def drop_papers(transaction: Transaction, file_store: FileStore, before: datetime) -> int:
    """Delete materials outside any slot, with their page pictures."""
    dropped = 0
    while True:
        async with transaction() as db:
            gone = await materials.gone(db, before=before)
        for paper in gone:
            for name in (paper.stored_as, *(f"{paper.stored_as}.{number}" for number in range(1, paper.pages + 1))):
                await file_store.drop(name)
            async with transaction() as db:
                await materials.forget_file(db, id=paper.id)
        dropped += len(gone)
        if not gone:
            return dropped


async def drop_orphans(transaction: Transaction, file_store: FileStore, before: datetime) -> int:
    """Delete files without a row, left by requests that died between store and commit."""
    dropped = 0
    async for found in file_store.all():
        old = [resting for resting in found if resting.written_at < before]
        for name in await orphans_among(transaction, old):
            await file_store.drop(name)
            dropped += 1
    return dropped


async def orphans_among(transaction: Transaction, old: list[StoredFile]) -> list[str]:
    """Return which files have no row; files with foreign names are left alone."""
    pieces = [resting.name for resting in old if resting.name.startswith(f"{PIECES}/")]
    papers = {resting.name: UUID(match[1]) for resting in old if (match := _PAPER.fullmatch(resting.name))}
    async with transaction() as db:
        named = {piece.stored_as for piece in await uploads.named(db, names=pieces)}
        filed = {paper.id for paper in await materials.filed(db, ids=list(papers.values()))}
    return [name for name in pieces if name not in named] + [name for name, id in papers.items() if id not in filed]


async def missing_files(transaction: Transaction, file_store: FileStore) -> list[UUID]:
    """Return materials in a slot whose file is missing; logged for an operator, must be none."""
    lost: list[UUID] = []
    after = UUID(int=0)
    while True:
        async with transaction() as db:
            filed = await materials.in_slots(db, after=after)
        for paper in filed:
            wanted = [f"{paper.stored_as}.{n}" for n in range(1, paper.pages + 1)] or [paper.stored_as]
            if not all([await file_store.there(name) for name in wanted]):
                lost.append(paper.id)
                log.worry("material.file_missing", material=str(paper.id))
        if not filed:
            return lost
        after = filed[-1].id
