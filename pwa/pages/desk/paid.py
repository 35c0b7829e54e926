"""What a case granted and what was paid, as the desk shows it."""

from datetime import datetime
from typing import Any

from backend.cases.grants import overview, recovering
from backend.cases.grants import store as grants
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.kit.sql import Db
from backend.residents.types import Staff
from backend.rules.wording import month
from pwa.pages.grants import words


async def of_case(db: Db, services: CaseServices, staff: Staff, case: Case, now: datetime) -> dict[str, Any]:
    """The grant of a case, other grants of the same person, and the months paid too long."""
    view = await overview.of_case(db, services, case.principal, case.id, now)
    others = [one for one in await overview.of_person(db, services, case.principal, now) if one.case_id != case.id]
    over = await recovering.of_case(db, case)
    history = await grants.history(db, grant_id=view.id, person=case.principal) if view else []
    return {
        "grant": words.shown(view) if view else None, "other_grants": [words.shown(one) for one in others],
        "life": [words.happened(one) for one in history],
        "overpaid": [
            {"id": one.order.id, "says": f"{month(one.order.month)}，{one.order.yuan:,}元", "asked": one.recovery, "error": "", "why": "",
             "mine": one.recovery is not None and one.recovery.proposed_by == staff.subject}
            for one in over
        ],
    }  # fmt: skip
