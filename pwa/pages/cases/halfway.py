"""What is on its way into a case, on whatever device it was begun, and what a page needs to go on with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.cases.services import CaseServices
from backend.kit.sql import Db
from backend.kit.web import AnyRequest
from backend.materials import store as materials
from backend.materials.uploads import store
from backend.materials.uploads.types import Upload
from backend.residents.types import Acting
from pwa.keeping import keeping


async def of_case(db: Db, acting: Acting, case: UUID, names: dict[str, str], now: datetime) -> list[dict[str, Any]]:
    """The papers that came only half, with the page where each goes on."""
    going = await store.open_of_case(db, case_id=case, principal=acting.principal, now=now)
    return [
        {"name": names.get(upload.slot, upload.slot), "percent": upload.percent, "href": f"/cases/{case}/papers/{upload.slot}"}
        for upload in going if upload.received
    ]  # fmt: skip


async def sending(
    request: AnyRequest, db: Db, services: CaseServices, acting: Acting, case: UUID, slot: str, now: datetime
) -> dict[str, Any]:
    """What the uploading script is told: where to send, what is there already, and how to keep files on this device."""
    found = await store.open_of_case(db, case_id=case, principal=acting.principal, now=now)
    going = next((upload for upload in found if upload.slot == slot and upload.received), None)
    papers = await materials.of_case(db, case_id=case, principal=acting.principal)
    held = next((paper.digest for paper in papers if paper.slot == slot), "")
    return {"case": case, "slot": slot, "held": held, "going": shown(going), **keeping(request)}


async def there(db: Db, acting: Acting, case: UUID, now: datetime) -> dict[str, dict[str, str]]:
    """The digests of what each slot holds and of what is on its way there, for a device that kept a file of its own meanwhile."""
    papers = await materials.of_case(db, case_id=case, principal=acting.principal)
    going = await store.open_of_case(db, case_id=case, principal=acting.principal, now=now)
    found: dict[str, dict[str, str]] = {paper.slot: {"held": paper.digest} for paper in papers}
    for upload in going:
        found.setdefault(upload.slot, {})["going"] = upload.sha256
    return found


def shown(upload: Upload | None) -> dict[str, Any] | None:
    """How far one file came."""
    if upload is None:
        return None
    return {
        "address": f"/uploads/{upload.id}", "name": upload.file_name, "percent": upload.percent, "sha256": upload.sha256,
        "original": upload.original, "shrunk": upload.shrunk,
        "length": upload.length or "",
    }  # fmt: skip
