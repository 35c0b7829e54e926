"""Recovery of payments for months after the end: one officer proposes, another agrees, the treasury collects."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from backend.audit.log import note
from backend.cases import store as case_store
from backend.cases.grants import messages, store
from backend.cases.grants.life import paid_in
from backend.cases.grants.list_payments import name_of, rules_of_decision, tell
from backend.cases.grants.types import GrantEvent, PaymentOrder, PersonGrant
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, department_scope
from backend.cases.types import Case
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.problems import Conflict, NotThere
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.registers import treasury
from backend.registers.gateway import SignedTransport
from backend.registers.treasury import RecoveryInstruction
from backend.residents.types import Staff
from backend.rules.obligations import after_event
from backend.rules.rule import in_force


class Overpaid(Struct, frozen=True, kw_only=True):
    """One month paid after the end, and how far asking it back is."""

    order: PaymentOrder
    recovery: store.PaymentRecovery | None


def overpaid(events: Sequence[GrantEvent], orders: Sequence[PaymentOrder]) -> list[PaymentOrder]:
    """The paid months that the grant, as it stands now, isn't paid for."""
    return [one for one in orders if one.state == "paid" and not paid_in(events, one.month)]


async def of_case(db: Db, case: Case) -> list[Overpaid]:
    """What was paid too long on a case that an officer opened."""
    grant = await store.of_case_grant(db, case_id=case.id, person=case.principal)
    if grant is None or grant.runs != "month":
        return []
    events = await store.history(db, grant_id=grant.id, person=case.principal)
    orders = await store.orders_of_grant(db, grant_id=grant.id, person=case.principal)
    asked = {one.order_id: one for one in await store.recoveries_of(db, grant_id=grant.id, person=case.principal)}
    return [Overpaid(order=one, recovery=asked.get(one.id)) for one in overpaid(events, orders)]


async def propose(
    db: Db, services: CaseServices, staff: Staff, case_id: UUID, order: UUID, reason: str, now: datetime
) -> None:
    """Propose to ask one month back; nothing happens until another person agrees. Raises NotThere for a month that is owed."""
    reason = need_reason(reason, "repayment")
    case = await case_store.for_officer(db, id=case_id, department=department_scope(staff))
    if order not in {one.order.id for one in await of_case(db, case)}:
        raise NotThere
    await authorize(db, services, staff, "payment.recovery_proposed", case, now, subject=f"payment:{order}")
    if not await store.propose_recovery(db, id=uuid4(), order_id=order, reason=reason, by=staff.subject, at=now):
        raise Conflict
    await noted(db, staff, case, "payment.recovery_proposed", now)


async def settle(
    db: Db, services: CaseServices, staff: Staff, case_id: UUID, order: UUID, granted: bool, now: datetime
) -> None:
    """Decide a recovery as the second officer: agreeing notifies the holder and lets the treasury collect."""
    case = await case_store.for_officer(db, id=case_id, department=department_scope(staff))
    found = next((one for one in await of_case(db, case) if one.order.id == order), None)
    if found is None or found.recovery is None:
        raise NotThere
    action = "payment.recovery_agreed" if granted else "payment.recovery_declined"
    await authorize(db, services, staff, action, case, now, subject=f"payment:{order}")
    if not await store.settle_recovery(db, id=found.recovery.id, by=staff.subject, granted=granted, at=now):
        raise Conflict
    await noted(db, staff, case, action, now)
    grant = await store.of_case_grant(db, case_id=case_id, person=case.principal)
    if granted and grant is not None:
        owed = await says_of_overpaid(db, services, grant, now)
        message = messages.asked_back(name_of(services, grant), found.order, found.recovery.reason, owed)
        await tell(db, services, grant, message, now)


async def says_of_overpaid(db: Db, services: CaseServices, grant: PersonGrant, now: datetime) -> str:
    """What the rule behind a grant says of money paid too long."""
    sealed = await rules_of_decision(db, services, grant)
    rule = in_force(*sealed) if sealed else None
    return "".join(due.says for due in after_event(rule, "overpaid", local_date(now))) if rule else ""


async def noted(db: Db, staff: Staff, case: Case, action: str, now: datetime) -> None:
    """Append an audit row."""
    await note(db, staff.actor, action, case.id, now)


async def recover(transaction: Transaction, bank: SignedTransport, now: datetime) -> int:
    """Ask the treasury for what two people agreed on; under its key, so that twice is once. Returns how many came back."""
    async with transaction() as db:
        found = await store.to_recover(db)
    count = 0
    for one in found:
        told = await treasury.recover(
            bank,
            RecoveryInstruction(
                request_id=uuid4(), key=f"{one.id}:1", order=f"{one.order_id}:{one.attempt}", fen=one.yuan * 100
            ),
        )
        if told is not None and told.state == "recovered":
            async with transaction() as db:
                step = {"was": "paid", "state": "recovered", "reason": "", "at": now}
                count += await store.settle_order(db, id=one.order_id, person=one.person, attempt=one.attempt, **step)
            log.fact("payments.recovered", order=str(one.order_id), on=local_date(now).isoformat())
    return count
