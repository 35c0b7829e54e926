"""A principal complains about a helper: the mandate stands still at once, and an officer looks."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation import managing, store
from backend.delegation.lifecycle import standing
from backend.delegation.problems import ComplaintNotYours
from backend.delegation.service import SYSTEM, pause
from backend.delegation.types import Mandate
from backend.kit.sql import Db
from backend.residents.types import Acting, Staff

Outcome = Literal["cleared", "confirmed"]


async def complain(db: Db, acting: Acting, id: UUID, now: datetime) -> Mandate:
    """Keep the complaint and pause the mandate until an officer has looked; twice is once.

    The helper reads that an officer looks, and not that it was a complaint. Raises ComplaintNotYours for the helper.
    """
    row, by = await managing.found(db, acting, id)
    if by.role != "principal":
        raise ComplaintNotYours
    await store.add_signal(db, id=uuid4(), mandate=id, principal=row.principal, kind="complaint", at=now, detail={})
    await note(db, Actor.person(acting.person), "mandate.complained", f"mandate:{id}", now)
    return await pause(db, row, SYSTEM, "signal", now) if standing(row, now).state == "active" else row


async def is_open(db: Db, mandate: UUID) -> bool:
    """Does a complaint about this mandate wait for an officer?"""
    return await store.complained(db, mandate=mandate) is not None


async def settle(db: Db, staff: Staff, mandate: UUID, outcome: Outcome, now: datetime) -> None:
    """An officer has looked: nothing was wrong (`cleared`), or it was (`confirmed`). Without a complaint nothing happens."""
    await store.settle_complaint(db, mandate=mandate, state=outcome, by=staff.signature, why="", at=now)
