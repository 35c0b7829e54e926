"""Publish small fixes with one signer, and review them afterwards: the only exception to two persons (see separation.toml)."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import msgspec

from backend.audit.log import note
from backend.catalogue import store as catalogue_store
from backend.catalogue.drafting import store
from backend.catalogue.drafting.publish_draft import LiveChanged, NothingChanged, services_of
from backend.catalogue.drafting.save_draft import DraftMovedOn, content_of_version, open_for_change, record
from backend.catalogue.drafting.small_fix import SmallFix, small_fix
from backend.catalogue.drafting.types import FixToReview
from backend.catalogue.published import Content, PublishedCatalogue
from backend.catalogue.version_diff import FieldChange, version_diff
from backend.catalogue.versions import NotReady, check_draft
from backend.kit.clock import local_date
from backend.kit.problems import Conflict, Refusal
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff


class NotSmall(Refusal):
    """A change of the draft is more than a small fix: a second person is needed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ReviewedAlready(Conflict):
    """There is no such fix, or another person has reviewed it."""


def kinds_of(changes: Sequence[FieldChange]) -> list[SmallFix] | None:
    """Return which small fixes the changes are; None if one of them is more."""
    found = [kind for change in changes if (kind := small_fix(change)) is not None]
    return found if changes and len(found) == len(changes) else None


async def publish(
    db: Db, catalogue: PublishedCatalogue, code: str, *, seen: int, says: str, staff: Staff, now: datetime
) -> None:
    """Publish a draft that holds small fixes only, at once, with one signer.

    Raises NotThere, DraftMovedOn, LiveChanged, NothingChanged, NotSmall, ReasonNeeded, NotReady.
    """
    draft, live, today = await open_for_change(db, code), catalogue.get(code), local_date(now)
    says = need_reason(says, "act")
    if draft.version != seen:
        raise DraftMovedOn
    if live is None or live.id != draft.base:
        raise LiveChanged
    content = msgspec.convert(draft.content, Content)
    changes = version_diff(content_of_version(live), content)
    if not changes:
        raise NothingChanged
    kinds = kinds_of(changes)
    if kinds is None:
        raise NotSmall
    if wrong := tuple(f for f in check_draft(content, services_of(catalogue), today) if not f.advice):
        raise NotReady(wrong)
    await separation.authorize(db, staff, "catalogue.small_fix", f"draft:{draft.id}", now)
    await catalogue_store.close_earlier(db, code=code, valid_from=today)
    await store.publish_small_fix(
        db, id=draft.id, code=code, digest=content.digest(), content=msgspec.to_builtins(content), valid_from=today,
        valid_to=await catalogue_store.next_start(db, code=code, valid_from=today), author=staff.signature,
        writers=list(dict.fromkeys([*draft.writers, staff.signature])), reason=says, at=now,
    )  # fmt: skip
    await store.remove(db, id=draft.id)
    service = msgspec.to_builtins(live.service)
    fields = {
        name: (service.get(name), value)
        for name, value in draft.content["service"].items()
        if value != service.get(name)
    }
    await record(db, draft, "published", staff, now, part="small_fix", changes=fields, says=says)
    await note(db, staff.actor, "catalogue.small_fix", f"service:{code}", now, kinds=sorted(set(kinds)))
    await catalogue_store.announce(db, code=code)


async def to_review(db: Db) -> list[FixToReview]:
    """Return the small fixes that nobody has reviewed yet, the oldest first."""
    return await store.fixes_to_review(db)


def changes_of(fix: FixToReview) -> tuple[FieldChange, ...]:
    """Return what a small fix changed."""
    after = msgspec.convert(fix.content, Content)
    before = msgspec.convert(fix.before, Content)
    return version_diff(before, after)


async def review(db: Db, id: UUID, says: str, staff: Staff, now: datetime) -> None:
    """Note that another person has looked at a small fix; raises AnotherPersonNeeded, ReviewedAlready."""
    await separation.authorize(db, staff, "catalogue.small_fix_reviewed", f"draft:{id}", now)
    code = await store.review_fix(db, id=id, by=staff.signature, says=says, at=now)
    if code is None:
        raise ReviewedAlready
    await note(db, staff.actor, "catalogue.small_fix_reviewed", f"service:{code}", now, version=str(id))
