"""What a register says happened to the holder of a grant, as the desk shows it."""

from typing import Any
from uuid import UUID

from backend.cases.changes import messages, store
from backend.cases.changes.types import GrantChange
from backend.cases.services import CaseServices
from backend.cases.staff_acts import department_scope
from backend.kit.sql import Db
from backend.residents.types import Staff

SHORT = {"death": "去世", "moved_out_of_city": "户口迁出", "moved_within_city": "市内迁移", "moved_back": "户口迁回"}
STATES = {"proposed": "等您核对", "confirmed": "已确认", "set_aside": "没有变动", "lifted": "已恢复"}


async def to_confirm(db: Db, services: CaseServices, staff: Staff) -> list[dict[str, Any]]:
    """What waits on the desk of this officer."""
    return [
        {
            "case": one,
            "service": (await services.catalogue.version(db, one.service_version)).service,
            "says": messages.HAPPENED[one.cause],
            "short": SHORT[one.cause],
        }
        for one in await store.to_confirm(db, department=department_scope(staff))
    ]


async def of_case(db: Db, id: UUID) -> list[dict[str, Any]]:
    """What a register said of the holder of this case, the newest first."""
    return [shown(one) for one in reversed(await store.of_case(db, case_id=id))]


def shown(one: GrantChange) -> dict[str, Any]:
    """One of them, in words."""
    return {
        "id": one.id, "happened": messages.told_at_desk(one), "rule": one.says, "follows": messages.outcome(one), "state": one.state,
        "state_says": STATES[one.state], "reason": one.reason, "open": one.state == "proposed",
        "may_lift": one.state == "confirmed" and one.effect is not None, "returns": one.cause == "moved_back",
        "quiet": one.cause == "death", "because": "", "error": "",
    }  # fmt: skip
