"""Mandates that end with a person: at their death, or when their account is closed; as principal and as helper."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.delegation import store
from backend.delegation.lifecycle import standing
from backend.delegation.service import SYSTEM, end
from backend.delegation.types import EndReason, Mandate
from backend.kit.sql import Db


async def end_of_person(db: Db, person: UUID, why: Literal["death", "closed"], now: datetime) -> int:
    """End everything that is open of a person, and what they sent; returns how many mandates.

    Whom a dead person helped reads that the register has changed, and no more: the family tells a death, not a machine.
    """
    await store.close_invitations(db, person=person, at=now)
    ended = 0
    for row in await store.open_of_person(db, person=person):
        mandate = await store.by_id(db, id=row.id)  # one that rested on another has ended with it by now
        if standing(mandate, now).state != "ended":
            await end(db, mandate, SYSTEM, reason_of(mandate, person, why), now, but=person)
            ended += 1
    return ended


def reason_of(mandate: Mandate, person: UUID, why: Literal["death", "closed"]) -> EndReason:
    """Why this mandate ends with this person. Pure."""
    return "register" if why == "death" and mandate.helper == person else why
