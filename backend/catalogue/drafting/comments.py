"""Say something about one field of what waits for a second person; its writers see it beside the field and settle it."""

from datetime import datetime
from uuid import UUID, uuid4

from backend.audit.log import note
from backend.catalogue.drafting import store
from backend.catalogue.drafting.publish_draft import waiting
from backend.catalogue.drafting.types import DraftComment
from backend.kit.problems import Conflict, NotUnderstood
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff

MOST = 200  # comments of one draft that are shown


class SettledAlready(Conflict):
    """There is no such comment, or somebody has settled it."""


async def comment(db: Db, code: str, id: UUID, place: str, says: str, staff: Staff, now: datetime) -> None:
    """Say something about a field of the proposal `id`; raises ReasonNeeded, DraftChanged, NotUnderstood."""
    says, found = need_reason(says, "act"), await waiting(db, code, id)
    if not place.startswith("service."):
        raise NotUnderstood("fields", what=place[:60])
    await separation.authorize(db, staff, "catalogue.commented", f"draft:{id}", now)
    await store.add_comment(
        db, id=uuid4(), draft=found.id, code=code, place=place, says=says, staff=staff.signature, staff_name=staff.name, at=now
    )  # fmt: skip
    await note(db, staff.actor, "catalogue.commented", f"service:{code}", now, draft=str(id))


async def open_comments(db: Db, draft: UUID) -> list[DraftComment]:
    """Return what nobody has settled yet."""
    return await store.open_comments(db, draft=draft, most=MOST)


async def settle(db: Db, code: str, id: UUID, staff: Staff, now: datetime) -> None:
    """Settle a comment; raises SettledAlready."""
    await separation.authorize(db, staff, "catalogue.comment_settled", f"comment:{id}", now)
    if await store.settle_comment(db, id=id, code=code, by=staff.signature, at=now) is None:
        raise SettledAlready
    await note(db, staff.actor, "catalogue.comment_settled", f"service:{code}", now, comment=str(id))
