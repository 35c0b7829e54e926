"""A principal complains about a helper: the mandate stands still at once, and an officer looks."""

from datetime import datetime
from uuid import UUID, uuid4

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation import managing
from backend.delegation.problems import ComplaintNotYours
from backend.delegation.signals import store
from backend.delegation.signals.watching import stand_still
from backend.delegation.types import Mandate
from backend.kit.sql import Db
from backend.residents.types import Acting


async def complain(db: Db, acting: Acting, id: UUID, now: datetime) -> Mandate:
    """Keep the complaint and pause the mandate until an officer has looked; twice is once.

    The helper reads that an officer looks, and not that it was a complaint. Raises ComplaintNotYours for the helper.
    """
    row, by = await managing.find_mandate(db, acting, id)
    if by.role != "principal":
        raise ComplaintNotYours
    await store.add_signal(
        db, id=uuid4(), mandate=id, principal=row.principal, kind="complaint", at=now, case_id=None, detail={}
    )
    await note(db, Actor.person(acting.person), "mandate.complained", f"mandate:{id}", now)
    return await stand_still(db, row, now)


async def answers(db: Db, mandate: Mandate) -> list[store.OfficersWord]:
    """What officers wrote for the principal when they had looked."""
    return await store.looked_at(db, mandate=mandate.id, principal=mandate.principal)


async def is_open(db: Db, mandate: UUID) -> bool:
    """Does a complaint about this mandate wait for an officer?"""
    return any(one.kind == "complaint" for one in await store.open_signals(db, mandate=mandate))
