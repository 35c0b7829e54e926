"""The queue of a department, in words."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.guidance import desk
from backend.guidance.guide import Guide
from backend.kit.sql import Db

LONG = timedelta(minutes=10)
"""After so long somebody is marked as waiting long: a proposal of this house."""


class WaitingLineShown(Struct, frozen=True, kw_only=True):
    """One who waits."""

    name: str
    service: str
    minutes: int
    long: bool
    notes: int


class QueueView(Struct, frozen=True, kw_only=True):
    """The queue. `running`: whom this desk guides just now."""

    waiting: tuple[WaitingLineShown, ...]
    running: UUID | None


async def queue_view(db: Db, services: CaseServices, guide: Guide, now: datetime) -> QueueView:
    """The queue of this guide's department at this moment."""
    waits = await desk.waiting(db, services, guide, now)
    mine = await desk.mine(db, services, guide, now)
    lines = tuple(
        WaitingLineShown(
            name=one.name,
            service=one.service,
            minutes=(now - one.since) // timedelta(minutes=1),
            long=now - one.since >= LONG,
            notes=one.notes,
        )
        for one in waits
    )
    return QueueView(waiting=lines, running=mine[0].id if mine else None)
