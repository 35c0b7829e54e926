"""From draft to live: lay it before a second person, send it back, publish it, go back to an earlier version."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from backend.audit.log import note
from backend.catalogue import store as catalogue_store
from backend.catalogue import versions
from backend.catalogue.drafting import store
from backend.catalogue.drafting.save_draft import DraftMovedOn, content_of_version, open_for_change, record
from backend.catalogue.drafting.types import WaitingVersion, WorkingDraft
from backend.catalogue.published import Content, PublishedCatalogue
from backend.catalogue.types import Service
from backend.catalogue.versions import DayPassed, DraftChanged, NotReady, PublishedVersion, check_draft
from backend.kit.clock import local_date
from backend.kit.problems import Conflict, NotThere
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff

Services = Mapping[str, Service]


class LiveChanged(Conflict):
    """Another version was published since the draft began; what it changed has to be brought in first."""


class AnotherWaits(Conflict):
    """Another change of this service waits for its second person."""


class NothingChanged(Conflict):
    """The draft says the same as the version in force."""


def services_of(catalogue: PublishedCatalogue) -> dict[str, Service]:
    """Return the services in force by code."""
    return {code: version.service for code, version in catalogue.in_force.items()}


async def propose(
    db: Db, catalogue: PublishedCatalogue, code: str, *, seen: int, says: str, wanted_from: date | None, staff: Staff, now: datetime,
    closes_earlier: bool = False,
) -> UUID:  # fmt: skip
    """Lay the draft before a second person, with what changes for residents; raises every reason why it can't be.

    NotThere, DraftMovedOn, LiveChanged, NothingChanged, DayPassed, ReasonNeeded, NotReady, AnotherWaits.
    """
    draft, live, today = await open_for_change(db, code), catalogue.get(code), local_date(now)
    says = need_reason(says, "act")
    if draft.version != seen:
        raise DraftMovedOn
    if live is not None and live.id != draft.base:
        raise LiveChanged
    content = msgspec.convert(draft.content, Content)
    if live is not None and content == content_of_version(live):
        raise NothingChanged
    if wanted_from is not None and wanted_from < today:
        raise DayPassed
    if wrong := tuple(f for f in check_draft(content, services_of(catalogue), today) if not f.advice):
        raise NotReady(wrong)
    await separation.authorize(db, staff, "catalogue.proposed", f"draft:{draft.id}", now)
    await store.describe(db, id=draft.id, note=says, wanted_from=wanted_from, closes_earlier=closes_earlier)
    await lay_before(
        db,
        draft.id,
        content,
        [*draft.writers, staff.signature],
        says,
        wanted_from or today,
        staff,
        now,
        closes_earlier=closes_earlier,
    )
    await record(db, draft, "proposed", staff, now, says=says)
    return draft.id


async def lay_before(
    db: Db, id: UUID, content: Content, writers: list[str], says: str, valid_from: date, staff: Staff, now: datetime,
    *, closes_earlier: bool = False,
) -> None:  # fmt: skip
    """Store a content as the version that waits for a second person; raises AnotherWaits."""
    code = content.service.code
    laid = await store.propose(
        db, id=id, code=code, digest=content.digest(), content=msgspec.to_builtins(content), valid_from=valid_from,
        author=staff.signature, writers=list(dict.fromkeys(writers)), reason=says, at=now, closes_earlier=closes_earlier,
    )  # fmt: skip
    if laid is None:
        raise AnotherWaits
    await note(db, staff.actor, "catalogue.proposed", f"service:{code}", now, draft=str(id))


async def waiting(db: Db, code: str, id: UUID) -> WaitingVersion:
    """Return what waits for a second person, if it still is this; raises DraftChanged."""
    found = await store.proposal(db, code=code)
    if found is None or found.id != id:
        raise DraftChanged
    return found


async def take_back(db: Db, code: str, id: UUID, staff: Staff, now: datetime) -> None:
    """Take a proposal back to go on writing; raises DraftChanged."""
    await _withdraw_proposal(db, code, id, now)
    await separation.authorize(db, staff, "catalogue.edited", f"draft:{id}", now)
    if draft := await own_draft(db, code, id):
        await record(db, draft, "taken_back", staff, now)
    await note(db, staff.actor, "catalogue.taken_back", f"service:{code}", now)


async def send_back(db: Db, code: str, id: UUID, says: str, staff: Staff, now: datetime) -> None:
    """Send a proposal back to its writers with what they should change; raises ReasonNeeded, DraftChanged."""
    says = need_reason(says, "act")
    await _withdraw_proposal(db, code, id, now)
    await separation.authorize(db, staff, "catalogue.sent_back", f"draft:{id}", now)
    if draft := await own_draft(db, code, id):
        await record(db, draft, "sent_back", staff, now, says=says)
    await note(db, staff.actor, "catalogue.sent_back", f"service:{code}", now)


async def _withdraw_proposal(db: Db, code: str, id: UUID, now: datetime) -> None:
    found = await waiting(db, code, id)
    if not await catalogue_store.discard_draft(db, code=code, seen=found.digest):
        raise DraftChanged


async def own_draft(db: Db, code: str, id: UUID) -> WorkingDraft | None:
    """Return the working draft that a proposal came from, if it came from one."""
    draft = await store.draft_for_change(db, code=code)
    return draft if draft is not None and draft.id == id else None


async def approve(
    db: Db, catalogue: PublishedCatalogue, code: str, id: UUID, *, seen: str, valid_from: date | None, says: str, staff: Staff,
    now: datetime,
) -> PublishedVersion:  # fmt: skip
    """Publish what waits, as another person than its writers; the draft ends. Raises what `versions.publish` raises."""
    found, live = await waiting(db, code, id), catalogue.get(code)
    draft = await own_draft(db, code, id)
    if draft is not None and live is not None and live.id != draft.base:
        raise LiveChanged  # a small fix went live meanwhile: it must not be lost
    done = await versions.publish(
        db,
        code,
        services_of(catalogue),
        approver=staff.signature,
        seen=seen,
        now=now,
        valid_from=valid_from,
        reason=found.reason,
    )
    if draft is not None:
        await store.remove(db, id=draft.id)
        await record(db, draft, "published", staff, now, says=says)
    return done


async def propose_rollback(
    db: Db, catalogue: PublishedCatalogue, code: str, version: UUID, says: str, staff: Staff, now: datetime
) -> None:
    """Lay an earlier version of a service before a second person; a draft that is being written stays.

    Raises NotThere, NothingChanged, NotReady, AnotherWaits.
    """
    content, live, id = content_of_version(await catalogue.version(db, version)), catalogue.get(code), uuid4()
    if live is None or content.service.code != code:
        raise NotThere
    if content == content_of_version(live):
        raise NothingChanged
    if wrong := tuple(f for f in check_draft(content, services_of(catalogue), local_date(now)) if not f.advice):
        raise NotReady(wrong)
    await separation.authorize(db, staff, "catalogue.proposed", f"draft:{id}", now)
    await lay_before(db, id, content, [staff.signature], need_reason(says, "act"), local_date(now), staff, now)
