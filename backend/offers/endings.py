"""Ends of offers that their person doesn't ask for: the account closes."""

from datetime import datetime
from uuid import UUID

from backend.audit.actor import Actor
from backend.kit.sql import Db
from backend.offers import store
from backend.offers.flow import STOPPABLE
from backend.offers.transition import move


async def stop_of_person(db: Db, person: UUID, now: datetime) -> None:
    """Stop what waits for a person whose account closes; the closing itself is told."""
    for row in await store.of_person(db, person=person):
        if row.state in STOPPABLE:
            locked = await store.hold(db, id=row.id, person=person)
            await move(db, locked, "stopped", Actor.person(person), now, "closed")
