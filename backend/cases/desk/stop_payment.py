"""Stop payments of a case (one officer) or resume them (another officer). The decision stands."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.cases import flow, messages
from backend.cases import store as case_store
from backend.cases.lifecycle.transition import move_case
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, department_scope
from backend.cases.types import Kind
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents.types import Staff

PaymentStep = Literal["stopped", "resumed"]


async def stop_or_resume(
    db: Db, services: CaseServices, staff: Staff, id: UUID, word: PaymentStep, reason: str, now: datetime
) -> None:
    """Stop or resume the payments of a case in any state, and notify the holder with the reason."""
    reason = need_reason(reason, "shown")
    case = await case_store.for_officer(db, id=id, department=department_scope(staff))
    kind: Kind = "payment_stopped" if word == "stopped" else "payment_resumed"
    move = flow.next_move(kind, case, "staff")
    await authorize(db, services, staff, f"payment.{word}", case, now)
    await move_case(db, case, kind, move, staff.actor, case.version, now, {"reason": reason})
    name = (await services.catalogue.version(db, case.service_version)).service.name
    told = messages.payment(word, name, reason)
    await notify(db, case.principal, told.topic, told.said, f"/cases/{id}", now, id)
