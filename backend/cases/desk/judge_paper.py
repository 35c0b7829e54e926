"""Officer's judgement of a paper; pre-review is measured by it, without personal data."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from backend.audit.log import note
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, department_scope
from backend.cases.store import for_officer
from backend.cases.types import Case
from backend.kit.problems import NotThere, Refusal
from backend.kit.sql import Db
from backend.materials import check_accuracy
from backend.materials import store as materials
from backend.materials.types import Material
from backend.residents.types import Staff


class CheckNeeded(Refusal):
    """A paper isn't usable, and no check was named."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def judge(
    db: Db,
    services: CaseServices,
    staff: Staff,
    case_id: UUID,
    paper: UUID,
    view: check_accuracy.View,
    because: tuple[str, ...],
    now: datetime,
) -> None:
    """Record whether a paper is usable, or not because of these checks; said once, it stays. Raises CheckNeeded."""
    if view == "unusable" and not because:
        raise CheckNeeded
    case = await for_officer(db, id=case_id, department=department_scope(staff))
    await authorize(db, services, staff, "paper.judged", case, now, subject=f"paper:{paper}")
    material = await paper_of(db, case, paper)
    if await check_accuracy.record_judgement(db, material, view, because, now):
        await note(db, staff.actor, f"paper.{view}", paper, now, because=list(because))


async def paper_of(db: Db, case: Case, paper: UUID) -> Material:
    """Find a paper of this case. Raises NotThere for papers of other cases, also of the same person."""
    material = await materials.get(db, id=paper, principal=case.principal)
    if material.case_id != case.id:
        raise NotThere
    return material


async def mark_papers_usable(db: Db, case: Case, now: datetime) -> None:
    """Judge every paper of an approved case as usable, unless an officer judged it before."""
    for paper in await materials.of_case(db, case_id=case.id, principal=case.principal):
        if paper.state == "read" and paper.source != "licence":
            await check_accuracy.record_judgement(db, paper, "usable", (), now)
