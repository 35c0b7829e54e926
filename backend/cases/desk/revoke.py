"""Revocation of a receipt: one officer proposes with a reason, another agrees or declines; the holder is notified."""

from datetime import datetime
from uuid import UUID, uuid4

from backend.audit.log import note
from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.desk import store
from backend.cases.lifecycle.transition import move_case
from backend.cases.problems import NothingToRevoke, SupervisorNeeded
from backend.cases.receipts import store as receipt_store
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, case_subject, department_scope
from backend.cases.types import Case, Receipt
from backend.kit.messages.render import Messages
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents import separation
from backend.residents.types import Staff

RECEIPT_REVOKED = Messages.beside(__file__).take("receipt_revoked")


async def propose(db: Db, services: CaseServices, staff: Staff, id: UUID, reason: str, now: datetime) -> None:
    """Propose to revoke the receipt of a case; nothing changes until a second officer agrees. Raises NothingToRevoke."""
    reason = need_reason(reason, "revocation")
    case, receipt = await valid_receipt(db, staff, id)
    proposal = uuid4()
    await authorize(db, services, staff, "receipt.revocation_proposed", case, now, subject=of_revocation(proposal))
    added = await store.propose_revocation(
        db, id=proposal, receipt=receipt.number, reason=reason, by=staff.subject, role=staff.desk_role, at=now
    )
    if added is None:
        raise NothingToRevoke
    await write_audit(db, staff, case, "receipt.revocation_proposed", now)


async def settle(db: Db, services: CaseServices, staff: Staff, id: UUID, granted: bool, now: datetime) -> None:
    """Decide a proposal as the second officer: agreeing revokes the receipt, declining changes nothing."""
    case, _ = await valid_receipt(db, staff, id)
    proposal = await store.open_revocation(db, case_id=id)
    if proposal is None:
        raise NothingToRevoke
    action = "receipt.revoked" if granted else "receipt.revocation_declined"
    await authorize(db, services, staff, action, case, now, subject=of_revocation(proposal.id))
    if granted and not has_supervisor(proposal, staff):
        raise SupervisorNeeded
    settled = await store.settle_revocation(
        db, id=proposal.id, by=staff.subject, role=staff.desk_role, at=now, granted=granted
    )
    if not settled:
        raise NothingToRevoke
    await write_audit(db, staff, case, action, now)
    if granted:
        await revoke(db, services, staff, case, proposal.reason, now)


def has_supervisor(proposal: store.OpenRevocation, staff: Staff) -> bool:
    """Is one of the two a supervisor?"""
    return "supervisor" in (proposal.proposed_role, staff.desk_role)


def of_revocation(id: UUID) -> str:
    """Subject of a revocation in the ledger of acts."""
    return f"revocation:{id}"


async def may_settle(db: Db, staff: Staff, case: Case, proposal: store.OpenRevocation) -> tuple[bool, bool]:
    """Return whether this officer may agree to the revocation, and whether they may decline it."""
    at = {"subject": of_revocation(proposal.id), "beside": case_subject(case.id)}
    agree = await separation.is_permitted(db, staff, "receipt.revoked", **at)
    return agree and has_supervisor(proposal, staff), await separation.is_permitted(
        db, staff, "receipt.revocation_declined", **at
    )


async def valid_receipt(db: Db, staff: Staff, id: UUID) -> tuple[Case, Receipt]:
    """Find a case of this officer's department with its valid receipt. Raises NothingToRevoke."""
    case = await case_store.for_officer(db, id=id, department=department_scope(staff))
    receipt = await receipt_store.receipt_of_case(db, case_id=id)
    if receipt is None or receipt.status != "valid" or not flow.is_allowed("receipt_revoked", case, "staff"):
        raise NothingToRevoke
    return case, receipt


async def write_audit(db: Db, staff: Staff, case: Case, action: str, now: datetime) -> None:
    """Append an audit row."""
    await note(db, staff.actor, action, case.id, now)


async def revoke(db: Db, services: CaseServices, staff: Staff, case: Case, reason: str, now: datetime) -> None:
    """End the ruling with its receipt, grant and payments, and notify the holder with the reason and the remedies."""
    move = flow.next_move("receipt_revoked", case, "staff")
    await move_case(db, case, "receipt_revoked", move, staff.actor, case.version, now, {"reason": reason})
    name = (await services.catalogue.version(db, case.service_version)).service.name
    await notify(
        db, case.principal, "decision", RECEIPT_REVOKED(name=name, reason=reason), f"/cases/{case.id}", now, case.id
    )
