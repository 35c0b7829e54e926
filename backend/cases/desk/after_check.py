"""The after-check: a share of machine approvals, drawn by receipt, and every one with a signal of risk, is looked at by an officer.

Their disagreement is counted and shown, and opens the ordinary way of revoking; the approval stands until that is through.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from backend.cases import store
from backend.cases.desk import revoke
from backend.cases.desk.officer_actions import scope
from backend.cases.problems import NothingToCheck
from backend.cases.services import Office
from backend.cases.staff_acts import act
from backend.cases.types import Case
from backend.kit.sql import Db
from backend.residents import store as people
from backend.residents.types import Staff

Word = Literal["agreed", "disagreed"]
Signal = Literal["sample", "new_account", "number_changed", "files_for_many", "departs"]
SAYS: dict[Signal, str] = {
    "sample": "随机抽到",
    "new_account": "账号刚注册不久",
    "number_changed": "不久前换过手机号",
    "files_for_many": "同一位代办人为好几个人申请",
    "departs": "工作人员另定了金额或起发月份，同意以后才发钱",
}
NEW = timedelta(days=3)  # proposals, all three
AFTER_CHANGE = timedelta(days=90)
MANY = 3  # other people for whom one person files


def drawn(receipt: str, percent: int) -> bool:
    """Is this receipt in the sample? Decided by its number alone, so that anybody can check it and nobody can choose."""
    return int.from_bytes(sha256(receipt.encode()).digest()[:8]) % 100 < percent


def signals(read: store.ForSubmission, receipt: str, percent: int, now: datetime) -> list[Signal]:
    """Why an officer looks at this approval afterwards; empty when nobody does."""
    found: list[tuple[Signal, bool]] = [
        ("sample", drawn(receipt, percent)),
        ("new_account", now - read.known_since < NEW),
        ("number_changed", read.number_changed_at is not None and now - read.number_changed_at < AFTER_CHANGE),
        ("files_for_many", read.files_for >= MANY),
    ]
    return [signal for signal, holds in found if holds]


def columns(read: store.ForSubmission, receipt: str | None, percent: int, now: datetime) -> dict[str, Any]:
    """The columns of the after-check for the one statement of a submission; nothing is drawn without an approval."""
    return {"check_why": signals(read, receipt, percent, now) if receipt else []}


async def second_look(db: Db, case: Case, decision: UUID, now: datetime) -> None:
    """An officer gave something else than the rule gives: another one looks, and no money leaves before they agree."""
    await store.add_check(db, decision=decision, case_id=case.id, principal=case.principal, why=["departs"], at=now)


async def waiting(db: Db, staff: Staff) -> list[store.CheckWaiting]:
    """What this officer's department still has to look at, the oldest first."""
    return await store.checks_waiting(db, department=scope(staff))


async def settle(db: Db, office: Office, staff: Staff, id: UUID, word: Word, reason: str, now: datetime) -> None:
    """An officer's word on a machine approval; a disagreement proposes at once that the receipt is revoked."""
    case = await store.for_officer(db, id=id, department=scope(staff))
    await act(db, office, staff, f"after_check.{word}", case, now)
    if not await store.settle_check(db, case_id=id, state=word, by=staff.subject, reason=reason, at=now):
        raise NothingToCheck
    await people.note(db, at=now, actor=staff.subject, action=f"after_check.{word}", subject=str(id), detail={})
    if word == "disagreed" and case.ruling == "approved":
        await revoke.propose(db, office, staff, id, reason, now)
