"""Remove a paper from a case."""

from datetime import datetime
from uuid import UUID

from backend.cases.events import record_event
from backend.cases.lock import lock_case
from backend.cases.papers.hand_in import own_slot
from backend.cases.reviews.compare import compare_papers
from backend.cases.services import CaseServices
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.residents.types import Acting


async def remove_paper(db: Db, services: CaseServices, acting: Acting, case_id: UUID, slot: str, now: datetime) -> None:
    """Remove the paper in this slot, if there is one, and compare the others again. Raises AlreadyMovedOn, PrincipalsOwn."""
    case = await lock_case(db, acting, case_id, "paper_removed", now)
    await own_slot(db, acting, case_id, slot)
    for paper in await materials.of_case(db, case_id=case_id, principal=acting.principal):
        if paper.slot == slot and await materials.remove(db, id=paper.id, principal=acting.principal):
            await record_event(db, acting, case_id, "paper_removed", now)
    await compare_papers(db, services, case, now)
