"""Who guides: an officer of the department that was asked, or a helper whose mandate is in force. Looked at anew for each act."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.audit.actor import Actor
from backend.delegation.acting import as_oneself, holds_now
from backend.guidance import lifecycle, store
from backend.guidance.types import GuidedSession
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.types import Acting, Staff


class Guide(Struct, frozen=True, kw_only=True):
    """Somebody who guides. `id`: the account of an officer, or the id of a helper; `name` is what she reads of an officer."""

    role: Literal["officer", "helper"]
    id: str
    actor: Actor
    name: str = ""
    department: str = ""
    staff: Staff | None = None
    person: UUID | None = None


def as_officer(staff: Staff) -> Guide:
    """A member of staff, for their own department."""
    if not staff.department:
        raise NotThere
    return Guide(
        role="officer", id=staff.signature, actor=staff.actor, name=staff.name, department=staff.department, staff=staff
    )  # fmt: skip


def as_helper(acting: Acting) -> Guide:
    """Guide who is a helper; raises while the person acts for a principal."""
    as_oneself(acting)
    return Guide(role="helper", id=str(acting.person), actor=acting.actor, person=acting.person)


async def may_guide(db: Db, guide: Guide, session: GuidedSession, now: datetime) -> bool:
    """Is this guide still the one for this session: same department, or a mandate that reaches the service?"""
    if guide.role == "officer":
        return session.way != "helper" and session.department == guide.department
    return session.way == "helper" and await mandate_holds(db, session, now)


async def mandate_holds(db: Db, session: GuidedSession, now: datetime) -> bool:
    """Does the mandate on which a session rests still let its helper see the service? True where it rests on none."""
    if session.way != "helper":
        return True
    if session.mandate is None or session.guide is None:
        return False
    return await holds_now(db, session.mandate, UUID(session.guide), "case.seen", session.service, now)


async def guided_by(db: Db, guide: Guide, id: UUID, now: datetime, *, lock: bool = False) -> GuidedSession:
    """The session of a guide that runs now; raises NotThere for everybody else, and when it is over."""
    session = await (store.of_guide_for_change if lock else store.of_guide)(db, id=id, guide=guide.id)
    if lifecycle.standing(session, now).state == "ended" or not await may_guide(db, guide, session, now):
        raise NotThere
    return session
