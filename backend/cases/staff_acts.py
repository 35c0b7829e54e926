"""Acts of officers on a case, through the table of separation: the case names whom it is about."""

from datetime import datetime
from uuid import UUID

from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.kit.problems import NotAllowed
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff


async def authorize(
    db: Db, services: CaseServices, staff: Staff, name: str, case: Case, now: datetime, *, subject: str = ""
) -> None:
    """Admit an act on a case; `subject` where it has an affair of its own, beside which the acts on the case count too."""
    about = (case.principal, case.opened_by)
    await separation.authorize(
        db,
        staff,
        name,
        subject or case_subject(case.id),
        now,
        vault=services.vault,
        about=about,
        beside=case_subject(case.id),
    )


def case_subject(id: UUID) -> str:
    """A case as the ledger of acts names it."""
    return f"case:{id}"


def department_scope(staff: Staff) -> str:
    """The department whose cases this person handles; a supervisor without one sees all."""
    if not staff.department and "supervisor" not in staff.roles:
        raise NotAllowed
    return staff.department
