"""What there is of one service: draft, proposal, versions, events; for pages that show or compare them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.catalogue import store as catalogue_store
from backend.catalogue.drafting import store
from backend.catalogue.drafting.read_drafts import ListedState, state_of
from backend.catalogue.drafting.save_draft import content_of_version
from backend.catalogue.drafting.types import DraftEvent, DraftListed, WaitingVersion, WorkingDraft
from backend.catalogue.published import Content, PublishedCatalogue, Version
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff

LATELY, MOST_EVENTS = 5, 100


class ServiceStanding(Struct, frozen=True, kw_only=True):
    """Where a service stands: live, being written, waiting."""

    name: str
    department: str
    state: ListedState
    draft: WorkingDraft | None
    waiting: WaitingVersion | None
    events: list[DraftEvent]


class VersionEntry(Struct, frozen=True, kw_only=True):
    """A version as the history lists it."""

    id: UUID
    name: str
    state: Literal["draft", "published", "retired"]
    valid_from: date
    valid_to: date | None
    writers: tuple[str, ...]
    approver: str | None
    reason: str
    published_at: datetime | None


def content_or_none(version: Version | None) -> Content | None:
    """Return the content of a version, if there is one."""
    return content_of_version(version) if version is not None else None


async def standing(db: Db, catalogue: PublishedCatalogue, code: str, staff: Staff) -> ServiceStanding:
    """Return where a service stands; raises NotThere for a code that nobody has."""
    draft, waiting, live = await store.draft(db, code=code), await store.proposal(db, code=code), catalogue.get(code)
    contents = [msgspec.convert(one.content, Content) for one in (draft, waiting) if one is not None]
    if not contents:  # a version that was published a moment ago is not in the memory of this process yet
        contents = [content_of_version(live) if live else await content_of(db, (await versions_of(db, code))[0].id)]
    service = contents[0].service
    row = DraftListed(
        id=draft.id, code=code, name="", department="", version=draft.version, owner=draft.owner, owner_name=draft.owner_name,
        changed_at=draft.changed_at,
    ) if draft else None  # fmt: skip
    return ServiceStanding(
        name=service.name, department=service.department, state=state_of(live.service if live else None if draft or waiting else service, row, waiting),
        draft=draft, waiting=waiting, events=await store.events(db, code=code, most=LATELY),
    )  # fmt: skip


async def what_waits(db: Db, code: str) -> WaitingVersion:
    """Return the version that waits for a second person; raises NotThere."""
    found = await store.proposal(db, code=code)
    if found is None:
        raise NotThere
    return found


async def may_approve(db: Db, waiting: WaitingVersion, staff: Staff) -> bool:
    """Check that this person wrote nothing in what waits."""
    return staff.signature not in waiting.writers and await separation.is_permitted(
        db, staff, "catalogue.published", f"draft:{waiting.id}"
    )


async def versions_of(db: Db, code: str) -> list[VersionEntry]:
    """Return every published version of a service, the newest first; raises NotThere if there was none."""
    found = await catalogue_store.history(db, code=code)
    contents = await catalogue_store.versions(db, ids=[one.id for one in found])
    names = {one.id: str(one.content["service"]["name"]) for one in contents}
    entries = [
        VersionEntry(
            id=one.id, name=names[one.id], state=one.state, valid_from=one.valid_from, valid_to=one.valid_to, writers=one.writers,
            approver=one.approver, reason=one.reason, published_at=one.published_at,
        ) for one in found if one.state != "draft"
    ]  # fmt: skip
    if not entries:
        raise NotThere
    return entries


async def content_of(db: Db, id: UUID) -> Content:
    """Return the content of a version."""
    return msgspec.convert((await catalogue_store.version(db, id=id)).content, Content)


async def events_of(db: Db, code: str) -> list[DraftEvent]:
    """Return the history of the drafts of a service, the newest first."""
    return await store.events(db, code=code, most=MOST_EVENTS)


async def names_of(db: Db, code: str) -> dict[str, str]:
    """Return the names of those who worked on a service lately, by their signature."""
    return {event.staff: event.staff_name for event in reversed(await events_of(db, code))}
