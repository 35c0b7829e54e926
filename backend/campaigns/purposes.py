"""Purposes (PIPL art. 28) for which a sensitive attribute may choose an audience: asked by one member of staff, approved by another, for a time.

An approved purpose ends by its last day, or when somebody ends it; both are a comparison at the moment of the count.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

from backend.audit.log import note
from backend.campaigns import store
from backend.campaigns.store import PurposeRow, PurposeState
from backend.kit.clock import local_date
from backend.kit.problems import NotUnderstood, Refusal
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.residents import separation
from backend.residents.types import Staff
from backend.rules.types import Attribute

RUNS = timedelta(days=90)
"""An approval holds so long: a proposal."""


class PurposeMovedOn(Refusal):
    """Somebody else decided about this purpose meanwhile."""

    status = HTTPStatus.CONFLICT


def sensitive_attributes() -> Sequence[Attribute]:
    """The attributes of a person that need a purpose."""
    return [one for one in attributes().values() if one.sensitivity == "sensitive" and one.subject == "person"]


async def ask(db: Db, staff: Staff, attribute: str, says: str, now: datetime) -> UUID:
    """Ask that an attribute may choose audiences for a purpose. Raises ReasonNeeded, NotUnderstood."""
    if attribute not in {one.name for one in sensitive_attributes()}:
        raise NotUnderstood("fields", what="attribute")
    id, says = uuid4(), need_reason(says)
    await separation.authorize(db, staff, "audience.purpose_asked", f"purpose:{id}", now)
    await store.ask_purpose(db, id=id, attribute=attribute, says=says, by=staff.signature, at=now)
    await note(db, staff.actor, "audience.purpose_asked", f"purpose:{id}", now, attribute=attribute)
    return id


async def approve(db: Db, staff: Staff, id: UUID, now: datetime) -> None:
    """Approve what somebody else asked. Raises AnotherPersonNeeded, PurposeMovedOn."""
    await separation.authorize(db, staff, "audience.purpose_approved", f"purpose:{id}", now)
    await move(db, id, "approved", staff, now)
    await note(db, staff.actor, "audience.purpose_approved", f"purpose:{id}", now)


async def decline(db: Db, staff: Staff, id: UUID, now: datetime) -> None:
    """Decline it, or take one's own back. Raises PurposeMovedOn."""
    await separation.authorize(db, staff, "audience.purpose_declined", f"purpose:{id}", now)
    await move(db, id, "declined", staff, now)
    await note(db, staff.actor, "audience.purpose_declined", f"purpose:{id}", now)


async def move(db: Db, id: UUID, state: PurposeState, staff: Staff, now: datetime) -> None:
    """Write down what was decided, of two at once by the first."""
    ends_on = local_date(now) + RUNS
    if await store.decide_purpose(db, id=id, state=state, by=staff.signature, at=now, ends_on=ends_on) is None:
        raise PurposeMovedOn


async def end(db: Db, staff: Staff, id: UUID, now: datetime) -> None:
    """End a purpose before its last day; anybody of the studio may. Raises PurposeMovedOn."""
    await separation.authorize(db, staff, "audience.purpose_ended", f"purpose:{id}", now)
    if await store.end_purpose(db, id=id, by=staff.signature, at=now) is None:
        raise PurposeMovedOn
    await note(db, staff.actor, "audience.purpose_ended", f"purpose:{id}", now)


async def purposes(db: Db) -> list[PurposeRow]:
    """Every purpose, what waits first, then the newest."""
    return await store.purposes(db)


async def allowed_attributes(db: Db, now: datetime) -> frozenset[str]:
    """The sensitive attributes that may choose an audience today."""
    return frozenset(await store.allowed_attributes(db, today=local_date(now)) or [])
