"""Intake of resumable uploads (tus 1.0): announced for a slot, resumable from any device, handed in once when complete."""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from uuid import UUID, uuid4

from backend.cases import store as case_store
from backend.cases.lock import lock_case
from backend.cases.papers import hand_in
from backend.cases.services import CaseServices
from backend.delegation.acting import of_job
from backend.kit.failpoints import failpoint
from backend.kit.messages.language import SOURCE, answering
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere, Refusal, Unavailable
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.file_store import clean_file_name
from backend.materials.uploads import store as uploads
from backend.materials.uploads import tus
from backend.materials.uploads.interruptions import gone
from backend.materials.uploads.types import KEPT, Upload
from backend.materials.uploads.writer import UploadContext, writing
from backend.notices.service import notify
from backend.residents.types import Acting

NOT_TAKEN = Messages.beside(__file__).take("not_taken")


class FileMismatch(Refusal):
    """The received bytes have another digest than announced."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UploadRefused(Refusal):
    """The upload was refused before; `reason` is what its sender was told then."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def begin_upload(db: Db, services: CaseServices, acting: Acting, asked: tus.Creation, now: datetime) -> Upload:
    """Begin an upload for a slot, or return the open upload of the same file; another open one is ended. Raises EmptyFile, QuotaExceeded."""
    about = asked.metadata
    case = await lock_case(db, acting, about.case, "paper_added", now)
    await services.catalogue.material(db, case.service_version, about.slot)
    if asked.length == 0:
        raise hand_in.EmptyFile
    for begun in await uploads.open_of_case(db, case_id=case.id, principal=acting.principal, now=now):
        if begun.slot == about.slot and about.sha256 and (begun.sha256, begun.length) == (about.sha256, asked.length):
            return begun
    await uploads.end_in_slot(db, case_id=case.id, slot=about.slot, principal=acting.principal)
    await check_quota(db, acting, asked.length or hand_in.MAX_FILE_BYTES, now)
    id = uuid4()
    await uploads.begin(
        db, id=id, principal=acting.principal, person=acting.person, case_id=case.id, slot=about.slot,
        file_name=clean_file_name(about.filename), content_type=about.filetype, sha256=about.sha256, original=about.original,
        length=asked.length, now=now, expires_at=now + KEPT,
    )  # fmt: skip
    return await uploads.get(db, id=id, principal=acting.principal)


async def check_quota(db: Db, acting: Acting, more: int, now: datetime) -> None:
    """Check quota and rate; announced bytes count like stored ones."""
    await uploads.hold_room(db, principal=acting.principal)
    await hand_in.check_rate(db, acting, now)
    here = await materials.used_bytes(db, principal=acting.principal) or 0
    promised = await uploads.promised_bytes(db, principal=acting.principal, most=hand_in.MAX_FILE_BYTES) or 0
    if here + promised + more > hand_in.QUOTA_BYTES:
        raise hand_in.QuotaExceeded


async def finish_upload(room: UploadContext, services: CaseServices, id: UUID, *, unseen: bool = False) -> UUID | None:
    """Hand in a complete upload, once. A refusal is stored with the upload; a failure on our side is retried by the job.

    `unseen`: nobody waits for the answer, so a refusal is told in the inbox.
    """
    async with room.transaction() as db:
        upload = await uploads.complete(db, id=id)
        pieces = await uploads.pieces(db, id=id, principal=upload.principal) if upload else []
    if upload is None:
        return None
    content = b"".join([(await room.file_store.get_piece(id, p.number, p.stored_as))[: p.size] for p in pieces])
    failpoint("upload-before-finish")
    try:
        return await make_paper(room, services, upload, content)
    except Unavailable:
        raise
    except Refusal as refusal:
        with answering(SOURCE):  # kept for whoever opens the case later
            async with room.transaction() as db:
                refused = await uploads.refuse(db, id=id, principal=upload.principal, reason=refusal.sentence)
                if refused and unseen:
                    await notify_refusal(db, upload, refusal, room.clock())
        raise


async def notify_refusal(db: Db, upload: Upload, refusal: Refusal, now: datetime) -> None:
    """Notify the sender of a refused upload, without the file's name."""
    there = f"/cases/{upload.case_id}" if upload.case_id else "/cases"
    await notify(db, upload.principal, "progress", NOT_TAKEN(reason=refusal.sentence), there, now, upload.case_id)


async def make_paper(room: UploadContext, services: CaseServices, upload: Upload, content: bytes) -> UUID | None:
    """Create the paper and complete the upload in one transaction."""
    if upload.sha256 and sha256(content).hexdigest() != upload.sha256:
        raise FileMismatch
    if upload.case_id is None:
        raise NotThere
    now = room.clock()
    with suppress(hand_in.AlreadyHandedIn):
        async with hand_in.store_file(room.file_store, content) as file, room.transaction() as db:
            if await uploads.complete_for_change(db, id=upload.id) is None:
                raise hand_in.AlreadyHandedIn
            code = (await case_store.get(db, id=upload.case_id, principal=upload.principal)).service
            acting = await of_job(db, upload.person, upload.principal, code, now)
            came = hand_in.IncomingFile(upload.file_name, content)
            paper = await hand_in.hand_in(
                db, services, file, acting, upload.case_id, upload.slot, came, now, promised=True
            )
            await uploads.became(db, id=upload.id, principal=upload.principal, material=paper)
            return paper
    return None


async def own_upload(room: UploadContext, acting: Acting, id: UUID) -> Upload:
    """Find an upload of this person; raises NotThere, and the reason of a refusal if it was refused before."""
    async with room.transaction() as db:
        upload = await uploads.get(db, id=id, principal=acting.principal)
    if upload.state == "refused":
        raise UploadRefused(reason=upload.reason)
    return upload


async def upload_progress(room: UploadContext, services: CaseServices, acting: Acting, id: UUID) -> Upload:
    """Find how far an upload came: a writer that is stuck keeps what it has and steps back, a whole file is handed in.

    Raises Gone for one that has ended.
    """
    upload = await own_upload(room, acting, id)
    if upload.state == "open" and not upload.complete:
        async with writing(room, acting.principal, id) as writer:
            return writer.upload
    if upload.state == "open":
        await finish_upload(room, services, id)
    elif upload.state != "done":
        raise gone(upload)
    return upload


async def end_upload(room: UploadContext, acting: Acting, id: UUID) -> None:
    """End an upload that its person no longer wants; raises Gone if it has ended."""
    if (found := await own_upload(room, acting, id)).state != "open":
        raise gone(found)
    async with writing(room, acting.principal, id), room.transaction() as db:
        await uploads.end(db, id=id, principal=acting.principal)


async def finish_again(room: UploadContext, services: CaseServices, upload: Upload, addition: tus.Addition) -> None:
    """Hand in a whole file whose answer got lost; raises OtherOffset for a sender that is elsewhere."""
    if addition.offset != upload.received:
        raise tus.OtherOffset
    if upload.state == "open":
        await finish_upload(room, services, upload.id)
