"""Hand in a paper: store its file, put it into its slot, queue its pre-review."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from math import ceil
from typing import Protocol
from uuid import UUID, uuid4

from msgspec import Struct

from backend.cases.events import record_event
from backend.cases.lock import lock_case, not_claimed
from backend.cases.problems import PrincipalsOwn
from backend.cases.reviews.pre_review import READ_JOB
from backend.cases.services import CaseServices
from backend.cases.sight import sight_of
from backend.kit.body_limits import FileTooLarge
from backend.kit.failpoints import failpoint
from backend.kit.fair_queue import Crowded
from backend.kit.jobs import enqueue
from backend.kit.problems import Refusal, TooMuch, Unavailable
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.file_store import FileStore, clean_file_name
from backend.materials.reading.content_type import (
    MEDIA_TYPES,
    FileType,
    FileTypeRefused,
    Unreadable,
    file_type,
    refuse_polyglots,
)
from backend.materials.types import Material, ToRead
from backend.materials.uploads import store as uploads
from backend.residents.types import Acting

MAX_FILE_BYTES = 20_000_000  # bytes of one file
QUOTA_BYTES = 200_000_000  # bytes one person may keep here at a time
HOUR = timedelta(hours=1)
FILES_AN_HOUR = 120
BYTES_AN_HOUR = 400_000_000
"""What one person may send within an hour, whether it stays or makes room for the next: a proposal, far above what a case asks for."""


class QuotaExceeded(Refusal):
    """The person's storage quota is used up."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UploadRateExceeded(TooMuch):
    """Too many files or bytes within an hour, replaced files included."""


class NoFileChosen(Refusal):
    """The form was sent without a file."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class EmptyFile(Refusal):
    """The file is empty."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


FILE_REFUSALS = (NoFileChosen, EmptyFile, FileTooLarge, FileTypeRefused, QuotaExceeded, UploadRateExceeded)
"""What is wrong with a file or its number; the page of the upload says it."""
MOST_UNREAD = 30
"""Papers of one person that may wait to be read at the same time."""


class IncomingFile(Struct, frozen=True):
    """A received file."""

    name: str
    content: bytes


class UnplacedFile(Struct, frozen=True):
    """A file in the store that isn't yet a paper of a case."""

    id: UUID
    name: str
    kind: FileType


class SentFile(Protocol):
    """File of a form."""

    @property
    def filename(self) -> str:
        """Name that the person's device gives it."""
        ...

    async def read(self, size: int = -1, /) -> bytes:
        """At most this many bytes."""
        ...


async def receive(sent: SentFile | None) -> IncomingFile:
    """Take the file of an upload form. Raises NoFileChosen, FileTooLarge and EmptyFile."""
    if sent is None:
        raise NoFileChosen
    content = await sent.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise FileTooLarge(most=f"{MAX_FILE_BYTES // 1_000_000}MB")
    if not content:
        raise EmptyFile
    return IncomingFile(sent.filename, content)


@asynccontextmanager
async def store_file(file_store: FileStore, content: bytes) -> AsyncIterator[UnplacedFile]:
    """Put a file into the store before a transaction is opened, so that a hanging store holds no connection.

    A file that is refused goes again. Where the database was lost, nobody knows whether the paper was written: then the file
    stays, and is pruned if it has no owner. Raises NotTaken.
    """
    kind, id = accepted_file_type(content), uuid4()
    name = await file_store.put(id, content)
    try:
        yield UnplacedFile(id, name, kind)
    except Unavailable:
        raise
    except (Refusal, AlreadyHandedIn):
        with suppress(Unavailable):
            await file_store.drop(name)
        raise


class AlreadyHandedIn(Exception):
    """Another process handed in this upload; the stored file isn't needed."""


async def hand_in(
    db: Db, services: CaseServices, file: UnplacedFile, acting: Acting, case_id: UUID, slot: str, upload: IncomingFile, now: datetime,
    *, promised: bool = False,
) -> UUID:  # fmt: skip
    """Hand in a stored file for a slot; replaces the earlier paper and queues pre-review. Raises QuotaExceeded, Crowded, AlreadyMovedOn.

    `promised`: it came in pieces, and was counted when it was promised.
    """
    case = await lock_case(db, acting, case_id, "paper_added", now)
    await own_slot(db, acting, case_id, slot)
    await services.catalogue.material(db, case.service_version, slot)
    await uploads.hold_room(db, principal=acting.principal)
    if not promised:
        await check_rate(db, acting, now)
    if (await materials.used_bytes(db, principal=acting.principal) or 0) + len(upload.content) > QUOTA_BYTES:
        raise QuotaExceeded
    ahead = await materials.unread(db, principal=acting.principal) or 0
    if ahead >= MOST_UNREAD:
        raise Crowded
    await materials.replace_earlier(db, case_id=case_id, slot=slot, principal=acting.principal)
    await uploads.end_in_slot(db, case_id=case_id, slot=slot, principal=acting.principal)
    await materials.add(
        db, id=file.id, principal=acting.principal, case_id=case_id, slot=slot, file_name=clean_file_name(upload.name),
        content_type=MEDIA_TYPES[file.kind], size=len(upload.content), digest=sha256(upload.content).hexdigest(),
        stored_as=file.name, pages=0, at=now, added_by=acting.person if acting.masked else None,
    )  # fmt: skip
    await record_event(db, acting, case_id, "paper_added", now)
    await enqueue(db, READ_JOB, ToRead(file.id), once=f"{READ_JOB}:{file.id}", ahead=ahead)
    failpoint("paper-before-commit")
    return file.id


async def check_rate(db: Db, acting: Acting, now: datetime) -> None:
    """Check the upload rate. Raises UploadRateExceeded with the minutes to wait."""
    sent = await uploads.sent_since(db, principal=acting.principal, since=now - HOUR)
    if sent.first_at is not None and (sent.files >= FILES_AN_HOUR or sent.bytes >= BYTES_AN_HOUR):
        left = (sent.first_at + HOUR - now).total_seconds()
        raise UploadRateExceeded(minutes=max(1, ceil(left / 60)))


def accepted_file_type(content: bytes) -> FileType:
    """Detect the file type by content. Raises FileTypeRefused for other types and for polyglots."""
    try:
        kind = file_type(content)
        refuse_polyglots(content, kind)
    except Unreadable as why:
        raise FileTypeRefused(why.reason) from why
    return kind


async def in_slot(db: Db, acting: Acting, case_id: UUID, slot: str) -> Material | None:
    """Find the paper that lies in a slot of a case."""
    papers = await materials.of_case(db, case_id=case_id, principal=acting.principal)
    return next((paper for paper in papers if paper.slot == slot), None)


async def own_paper(db: Db, acting: Acting, id: UUID) -> Material:
    """Find a paper of this person; raises NotThere, and for a helper CaseClaimed and PrincipalsOwn."""
    paper = await materials.get(db, id=id, principal=acting.principal)
    await not_claimed(db, acting, paper.case_id)
    if not (await sight_of(db, acting, paper.case_id)).reads_paper(id):
        raise PrincipalsOwn
    return paper


async def own_slot(db: Db, acting: Acting, case_id: UUID, slot: str) -> None:
    """Raise PrincipalsOwn where a paper of the principal's lies in a slot that a helper wants to change."""
    if not acting.masked:
        return
    paper = await in_slot(db, acting, case_id, slot)
    if paper is not None and not (await sight_of(db, acting, case_id)).reads_paper(paper.id):
        raise PrincipalsOwn
