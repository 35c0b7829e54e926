"""Pre-review (预审) of a paper in the worker: read, compare, store the findings; doubts go to an officer."""

from collections.abc import Hashable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from backend.cases import store as case_store
from backend.cases.reviews.compare import compare_papers, profile_of
from backend.cases.reviews.identity_document import VerifiedDocument, prove_document, verify_document
from backend.cases.reviews.stored_review import StoredReview, from_reading, review_columns, valid_until
from backend.cases.services import CaseServices
from backend.cases.types import Case, State
from backend.catalogue.types import RequiredMaterial as Asked
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.materials import check_accuracy
from backend.materials import store as materials
from backend.materials.file_store import FileStore
from backend.materials.reading.identity_documents import identifies_holder
from backend.materials.reading.run_checks import run_checks
from backend.materials.reading.types import ExpectedDocument, Reading
from backend.materials.types import Material, PreReviewNoticeJob
from backend.notices import store as notices
from backend.notices.service import notify

NOTIFY_JOB = "tell-reading"
LEFT_AFTER = 45.0
"""Seconds after which somebody who hasn't looked has left the page."""
_messages = Messages.beside(__file__)
AGAIN, WELL = _messages.take("again"), _messages.group("well")


class DocumentReader(Protocol):
    """Reads a file within bounds of time and memory."""

    def turn(self, owner: Hashable) -> AbstractAsyncContextManager[None]:
        """One person's turn; raises Crowded."""
        ...

    async def read(self, data: bytes, expected: ExpectedDocument | None = None) -> Reading:
        """Read a document; a failure of the reader is a result too."""
        ...


async def read_one(
    transaction: Transaction,
    services: CaseServices,
    file_store: FileStore,
    reader: DocumentReader,
    material: UUID,
    now: datetime,
) -> None:
    """Run the reading job: read outside transactions, then write once. Idempotent."""
    async with transaction() as db:
        paper = await materials.to_read(db, id=material)
        if paper is None or paper.state != "waiting":
            return
        case = await case_store.get(db, id=paper.case_id, principal=paper.principal)
        asked = await services.catalogue.material(db, case.service_version, paper.slot)
        expected = ExpectedDocument(kind=asked.document, profile=await profile_of(db, services, case))
    async with reader.turn(paper.principal):
        content = await file_store.get(paper.id, paper.stored_as)
        reading = await reader.read(content, expected)
    failpoint("reading-before-write")
    for number, clean in enumerate(reading.pages, 1):
        await file_store.put_page(paper.id, paper.stored_as, number, clean.jpeg)
    review = from_reading(reading, run_checks(reading, asked.checks, expected, local_date(now)))
    proof = (
        await verify_document(transaction, services, case, review, now)
        if proves_identity(review, asked, local_date(now))
        else None
    )
    scan = "unscanned" if reading.reason == "unscanned" else None
    async with transaction() as db:
        await save_result(db, services, paper, review, asked, now, scan=scan, proof=proof)
    if reading.pages:  # only the pictures that were made of it stay; what else the file held is gone
        await file_store.drop(paper.stored_as)


async def save_result(
    db: Db, services: CaseServices, paper: Material, review: StoredReview, asked: Asked, now: datetime, *, scan: str | None, proof: VerifiedDocument | None
) -> None:  # fmt: skip
    """Store the review, compare the papers, notify the resident and wake watching pages."""
    case = await case_store.lock(db, id=paper.case_id, principal=paper.principal)
    columns = review_columns(services, paper.id, review, await check_accuracy.advisory_checks(db))
    pages = len(review.sizes)
    if not await materials.save_reading(
        db, id=paper.id, pages=pages, at=now, valid_until=valid_until(review), scan=scan, **columns
    ):
        return
    if columns["verdict"] == "passed" and proof is not None:
        await prove_document(db, services, case, review, proof, now)
    await compare_papers(db, services, case, now)
    settled = await materials.get(db, id=paper.id, principal=paper.principal)
    await check_accuracy.count_asked(db, settled.findings, now)
    await notify_result(db, case, settled, asked.name, now)
    await materials.announce(db, id=str(paper.id))


def proves_identity(review: StoredReview, asked: Asked, today: date) -> bool:
    """Is this an unexpired identity document of the applicant?"""
    until = valid_until(review)
    return (
        asked.owner == "applicant"
        and identifies_holder(review.kind, review.fields)
        and (until is None or until >= today)
    )


async def notify_result(db: Db, case: Case, paper: Material, name: str, now: datetime) -> None:
    """Notify the resident: at once if a new photo is needed, else quietly and only if they have left the page."""
    link = f"/cases/{case.id}/papers/{paper.slot}"
    await notices.settle(db, person=paper.principal, topic="correction", link=link, at=now)
    if paper.verdict != "failed":
        await enqueue(
            db, NOTIFY_JOB, PreReviewNoticeJob(paper.id), after_seconds=LEFT_AFTER, once=f"{NOTIFY_JOB}:{paper.id}"
        )
    elif case.state in (
        State.DRAFT,
        State.IN_CORRECTION,
    ):  # handed in meanwhile: a person looks, nobody can take another photo
        await notify(db, paper.principal, "correction", AGAIN(name=name), link, now, case.id)


async def notify_passed(transaction: Transaction, services: CaseServices, material: UUID, now: datetime) -> None:
    """Notify the resident quietly of a passed review they haven't seen."""
    async with transaction() as db:
        paper = await materials.to_read(db, id=material)
        if paper is None or paper.state != "read" or paper.seen_at or paper.verdict not in WELL:
            return
        case = await case_store.get(db, id=paper.case_id, principal=paper.principal)
        name = (await services.catalogue.material(db, case.service_version, paper.slot)).name
        link = f"/cases/{case.id}/papers/{paper.slot}"
        await notify(db, paper.principal, "paper", WELL[paper.verdict](name=name), link, now, case.id, quiet=True)


READ_JOB = "read-material"
