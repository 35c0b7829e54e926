"""Files shared from another app (Web Share Target): stored at once, handed in when the owner picks case and slot."""

from datetime import datetime
from uuid import UUID, uuid4

from backend.cases.lock import lock_case
from backend.cases.papers import hand_in, upload_intake
from backend.cases.services import CaseServices
from backend.kit.jobs import enqueue
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.materials.file_store import clean_file_name
from backend.materials.uploads import store as uploads
from backend.materials.uploads import tus
from backend.materials.uploads.types import KEPT, ToFinish, Upload
from backend.materials.uploads.writer import FINISH, FINISH_AFTER, UploadContext, writing
from backend.residents.types import Acting


async def keep_file(room: UploadContext, acting: Acting, file: hand_in.IncomingFile) -> UUID:
    """Store a shared file until its slot is chosen. Raises FileTypeRefused."""
    hand_in.accepted_file_type(file.content)
    id, now = uuid4(), room.clock()
    async with room.transaction() as db:
        await upload_intake.check_quota(db, acting, len(file.content), now)
        await uploads.begin(
            db, id=id, principal=acting.principal, person=acting.person, case_id=None, slot="", file_name=clean_file_name(file.name),
            content_type="", sha256="", original="", length=len(file.content), now=now, expires_at=now + KEPT,
        )  # fmt: skip
    async with writing(room, acting.principal, id) as writer:
        await writer.begin(tus.Addition(0, None, len(file.content), None))
        await writer.add(file.content)
        await writer.keep()
    return id


async def get_waiting(db: Db, acting: Acting, id: UUID, now: datetime) -> Upload:
    """Find a shared file without a slot. Raises NotThere."""
    found = await uploads.get(db, id=id, principal=acting.principal)
    if found.state != "open" or found.case_id is not None or found.expires_at <= now:
        raise NotThere
    return found


async def list_waiting(db: Db, acting: Acting, now: datetime) -> list[Upload]:
    """List shared files without a slot, newest first."""
    return [found for found in await uploads.shared(db, principal=acting.principal, now=now) if found.complete]


async def drop_file(db: Db, acting: Acting, id: UUID, now: datetime) -> None:
    """Discard a shared file."""
    await get_waiting(db, acting, id, now)
    await uploads.end(db, id=id, principal=acting.principal)


async def assign_to_slot(
    db: Db, services: CaseServices, acting: Acting, id: UUID, case_id: UUID, slot: str, now: datetime
) -> None:
    """Assign a shared file to a slot; ends other uploads for that slot."""
    case = await lock_case(db, acting, case_id, "paper_added", now)
    await services.catalogue.material(db, case.service_version, slot)
    await uploads.end_in_slot(db, case_id=case_id, slot=slot, principal=acting.principal)
    if not await uploads.put_in_place(db, id=id, principal=acting.principal, case_id=case_id, slot=slot):
        raise NotThere
    await enqueue(db, FINISH, ToFinish(id), after_seconds=FINISH_AFTER, once=f"{FINISH}:{id}:placed")
