"""Keep a paper that pre-review sent back: a person looks at it, and submission is not blocked."""

from datetime import datetime
from uuid import UUID

from backend.cases.events import record_event
from backend.cases.lock import lock_case
from backend.cases.papers.hand_in import own_slot
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.residents.types import Acting


async def insist(db: Db, acting: Acting, case_id: UUID, slot: str, reason: str, now: datetime) -> None:
    """Record that the applicant keeps the paper in this slot as it is, with their reason. Raises NotThere, AlreadyMovedOn."""
    await lock_case(db, acting, case_id, "paper_insisted", now)
    await own_slot(db, acting, case_id, slot)
    for paper in await materials.of_case(db, case_id=case_id, principal=acting.principal):
        if paper.slot == slot and await materials.overrule(
            db, id=paper.id, principal=acting.principal, reason=reason.strip()
        ):
            await record_event(db, acting, case_id, "paper_insisted", now)
            return
    raise NotThere
