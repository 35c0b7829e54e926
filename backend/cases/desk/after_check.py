"""After-check (抽查): an officer reviews a random share of instant approvals, and each one with a signal of risk.

Their disagreement is counted and shown, and opens the ordinary way of revoking; the approval stands until that is through.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.audit.log import note
from backend.cases import store as case_store
from backend.cases.desk import revoke, store
from backend.cases.problems import NothingToCheck
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, department_scope
from backend.cases.types import Case
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents.types import Staff

CheckResult = Literal["agreed", "disagreed"]


async def require_second_look(db: Db, case: Case, decision: UUID, now: datetime) -> None:
    """Require a second officer for an approval that departs from the rule; its payments are withheld until they agree."""
    await store.add_check(db, decision=decision, case_id=case.id, principal=case.principal, why=["departs"], at=now)


async def list_waiting(db: Db, staff: Staff) -> list[store.OpenAfterCheck]:
    """After-checks that wait in this officer's department, oldest first."""
    return await store.checks_waiting(db, department=department_scope(staff))


async def record_result(
    db: Db, services: CaseServices, staff: Staff, id: UUID, word: CheckResult, reason: str, now: datetime
) -> None:
    """Record an officer's result; a disagreement also proposes to revoke the receipt. Raises NothingToCheck."""
    if word == "disagreed":
        reason = need_reason(reason, "fault")
    case = await case_store.for_officer(db, id=id, department=department_scope(staff))
    await authorize(db, services, staff, f"after_check.{word}", case, now)
    if not await store.settle_check(db, case_id=id, state=word, by=staff.subject, reason=reason, at=now):
        raise NothingToCheck
    await note(db, staff.actor, f"after_check.{word}", id, now)
    if word == "disagreed" and case.ruling == "approved":
        await revoke.propose(db, services, staff, id, reason, now)
