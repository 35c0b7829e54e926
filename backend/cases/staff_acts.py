"""Authorization of officers' acts on a case by the table of separation of duties."""

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
    """Authorize an act on a case and write it into the ledger. `subject`: an affair of its own, for which acts on the case count too."""
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
    """Subject of a case in the ledger of acts."""
    return f"case:{id}"


def department_scope(staff: Staff) -> str:
    """Department whose cases this officer handles; empty (all) for a supervisor without one. Raises NotAllowed."""
    if not staff.department and "supervisor" not in staff.roles:
        raise NotAllowed
    return staff.department
