"""Second scan of files that the virus scanner gave no answer about."""

from datetime import datetime
from typing import Protocol

from backend.audit.actor import Actor
from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.events import append_event
from backend.cases.reviews.pre_review import READ_JOB
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.kit import log
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.file_store import FileStore
from backend.materials.types import Material, ToRead
from backend.materials.virus_scan import Verdict
from backend.notices.service import notify

MOST = 50  # files in one turn
HARMFUL = Messages.beside(__file__).group("harmful")


class VirusScanner(Protocol):
    """Scans bytes for viruses."""

    async def look(self, content: bytes) -> Verdict:
        """Scan bytes; `unscanned` without an answer."""
        ...


async def rescan_files(
    transaction: Transaction, services: CaseServices, file_store: FileStore, scanner: VirusScanner, now: datetime
) -> int:
    """Run one turn and return the number of scanned files; stops when the scanner doesn't answer."""
    async with transaction() as db:
        waiting = await materials.unscanned(db, most=MOST)
    for spoken, paper in enumerate(waiting):
        async with transaction() as db:  # before, so that a file at which everything breaks holds up no other one
            await materials.scan_asked(db, id=paper.id, at=now)
        verdict = await scanner.look(await file_store.get(paper.id, paper.stored_as))
        if verdict == "unscanned":
            return spoken
        async with transaction() as db:
            case = await case_store.lock(db, id=paper.case_id, principal=paper.principal)
            await (remove_harmful if verdict == "harmful" else mark_clean)(db, services, case, paper, now)
    return len(waiting)


async def mark_clean(db: Db, services: CaseServices, case: Case, paper: Material, now: datetime) -> None:
    """Mark a file as clean and queue its pre-review, unless the case is over or an officer judged it."""
    if flow.whose_turn(case.state) != "nobody" and await materials.to_be_read(db, id=paper.id):
        await enqueue(db, READ_JOB, ToRead(paper.id), once=f"{READ_JOB}:{paper.id}")
        return
    await materials.found_clean(db, id=paper.id)


async def remove_harmful(db: Db, services: CaseServices, case: Case, paper: Material, now: datetime) -> None:
    """Take a harmful file out of its slot, record the event and notify the owner."""
    if not await materials.take_out(db, id=paper.id):
        return
    log.worry("material.harmful", material=str(paper.id))
    await append_event(db, case, "paper_taken_out", Actor.system("scanner"), now)
    name = (await services.catalogue.material(db, case.service_version, paper.slot)).name
    turn = flow.whose_turn(case.state)
    link = f"/cases/{case.id}/papers/{paper.slot}" if turn == "resident" else f"/cases/{case.id}"
    topic = "correction" if turn == "resident" else "progress"
    await notify(db, paper.principal, topic, HARMFUL[f"turn_{turn}"](name=name), link, now, case.id)
