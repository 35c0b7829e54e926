"""Reminders of obligations on their first day; recurring obligations get their next date."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from backend.cases.decisions.inputs import decode_rules
from backend.cases.obligations import store
from backend.cases.services import CaseServices
from backend.cases.types import DecisionInputs
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.rules.obligations import windows
from backend.rules.rule import Obligation, in_force

DUE = Messages.beside(__file__).take("due")

Which = tuple[UUID, str, date]


async def send_reminders(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Send all reminders that are due and return their number. Idempotent."""
    told, seen = 0, set[Which]()
    while True:
        async with transaction() as db:
            found = await store.obligations_due(db, today=local_date(now))
            fresh = [one for one in found if obligation_key(one) not in seen]
            for one in fresh:
                seen.add(obligation_key(one))
                told += await remind_safely(db, services, one, now)
        if not fresh:
            return told


def obligation_key(one: store.RecordedObligation) -> Which:
    """Key of an obligation."""
    return one.case_id, one.kind, one.due_on


async def remind_safely(db: Db, services: CaseServices, one: store.RecordedObligation, now: datetime) -> bool:
    """Send one reminder in its own savepoint, so that an unreadable obligation doesn't block the others; it is retried in the next run."""
    try:
        async with db.transaction():
            return await remind_one(db, services, one, now)
    except Exception as error:
        log.worry("duties.one_stays", case=str(one.case_id), error=type(error).__name__, exc_info=error)
        return False


async def remind_one(db: Db, services: CaseServices, one: store.RecordedObligation, now: datetime) -> bool:
    """Send one reminder unless it is too late, and schedule the next date of a recurring obligation."""
    await store.mark_reminded(db, case_id=one.case_id, kind=one.kind, due_on=one.due_on, at=now)
    obligation = rule_obligation(services, one)
    if obligation is None:
        return False
    if obligation.months:
        opens, closes = next(windows(obligation.months, one.due_on))
        await store.add_obligation(db, case_id=one.case_id, kind=one.kind, opens_on=opens, due_on=closes)
    if one.due_on < local_date(now) or obligation.who == "district":
        return False
    name = (await services.catalogue.version(db, one.service_version)).service.name
    said = DUE(name=name, duty=obligation.says, opens=one.opens_on, closes=one.due_on)
    await notify(db, one.principal, "other", said, f"/cases/{one.case_id}", now, one.case_id)
    return True


def rule_obligation(services: CaseServices, one: store.RecordedObligation) -> Obligation | None:
    """The obligation as the rule of the decision states it."""
    inputs = msgspec.json.decode(services.vault.open(one.inputs, f"inputs:{one.decision}"), type=DecisionInputs)
    rule = in_force(decode_rules(inputs.rules), inputs.on)
    return next((o for o in rule.obligation if o.key == one.kind), None) if rule else None
