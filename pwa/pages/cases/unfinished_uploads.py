"""Unfinished uploads of a case, and what the uploading script needs to go on with them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.uploads import store
from backend.materials.uploads.types import Upload
from backend.residents.browser_storage import Keeping
from backend.residents.types import Acting


class HalfwayPaper(Struct, frozen=True):
    """A paper that came only half, with the page where it goes on."""

    name: str
    percent: int
    href: str


class UnfinishedUpload(Struct, frozen=True):
    """How far one file came; `original` and `shrunk` say whether another device would make other bytes of it."""

    address: str
    name: str
    percent: int
    sha256: str
    original: str
    shrunk: bool
    length: int | None


class Sending(Struct, frozen=True):
    """What `ui.upload` tells the uploading script; `held`: digest of the paper in the slot, or ""."""

    case: UUID
    slot: str
    held: str
    going: UnfinishedUpload | None
    owner: str
    key: str


class Outbox(Struct, frozen=True):
    """What `ui.outbox` tells its script; `there`: by slot the digests of what is held and of what is going there."""

    case: UUID
    there: Mapping[str, Mapping[str, str]]
    owner: str
    key: str


async def halfway_papers(
    db: Db, acting: Acting, case: UUID, names: Mapping[str, str], now: datetime
) -> list[HalfwayPaper]:
    """List the papers of a case that came only half."""
    going = await store.open_of_case(db, case_id=case, principal=acting.principal, now=now)
    here = f"/cases/{case}/papers"
    return [
        HalfwayPaper(names.get(one.slot, one.slot), one.percent, f"{here}/{one.slot}") for one in going if one.received
    ]


async def sending(db: Db, acting: Acting, case: UUID, slot: str, keeping: Keeping, now: datetime) -> Sending:
    """Collect what the script needs for one slot."""
    found = await store.open_of_case(db, case_id=case, principal=acting.principal, now=now)
    going = next((upload for upload in found if upload.slot == slot and upload.received), None)
    papers = await materials.of_case(db, case_id=case, principal=acting.principal)
    digest = next((paper.digest for paper in papers if paper.slot == slot), "")
    return Sending(case, slot, digest, unfinished(going) if going else None, keeping.owner, keeping.key)


async def outbox(db: Db, acting: Acting, case: UUID, keeping: Keeping, now: datetime) -> Outbox:
    """Collect what the script needs that sends files kept on this device while it was offline."""
    papers = await materials.of_case(db, case_id=case, principal=acting.principal)
    going = await store.open_of_case(db, case_id=case, principal=acting.principal, now=now)
    found: dict[str, dict[str, str]] = {paper.slot: {"held": paper.digest} for paper in papers}
    for upload in going:
        found.setdefault(upload.slot, {})["going"] = upload.sha256
    return Outbox(case, found, keeping.owner, keeping.key)


def unfinished(upload: Upload) -> UnfinishedUpload:
    """Say how far one file came."""
    return UnfinishedUpload(
        f"/uploads/{upload.id}",
        upload.file_name,
        upload.percent,
        upload.sha256,
        upload.original,
        upload.shrunk,
        upload.length,
    )
