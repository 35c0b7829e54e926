"""Pauses grants whose recurring check was missed, and resumes them when the check is passed, by their own rule."""

from datetime import date, datetime
from uuid import UUID

from backend.audit.actor import Actor
from backend.cases.grants import messages, store
from backend.cases.grants.list_payments import name_of, rules_of_decision, tell
from backend.cases.grants.record import add_event
from backend.cases.grants.types import PersonGrant
from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.rules.calendar_periods import month_start
from backend.rules.obligations import effect_from
from backend.rules.rule import Obligation, in_force

YEARLY_CHECKS = Actor.system("grants")


async def keep(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Pause every grant whose check was missed and return their number. Idempotent."""
    count = 0
    async with transaction() as db:
        found = await store.missed_checks(db, today=local_date(now))
    for one in found:
        try:
            async with transaction() as db:
                count += await pause(db, services, one, now)
        except Exception as error:
            log.worry("grants.one_stays", grant=str(one.id), error=type(error).__name__, exc_info=error)
    return count


async def pause(db: Db, services: CaseServices, one: store.MissedCheck, now: datetime) -> bool:
    """Pause one grant from the month that its rule names, and notify the holder."""
    grant = await store.grant_for_change(db, id=one.id, person=one.person)
    if grant is None or grant.state != "running":
        return False
    sealed = await rules_of_decision(db, services, grant)
    rule = in_force(*sealed) if sealed else None
    duty = next((o for o in rule.obligation if stops(o, one.kind)), None) if rule else None
    if duty is None or duty.effect is None:
        return False
    since = effect_from(duty.effect, one.due_on)
    await add_event(db, grant, "paused", since, YEARLY_CHECKS, now, cause="missed_check", reason=one.due_on.isoformat())
    await tell(db, services, grant, messages.paused(name_of(services, grant), since, one.due_on), now)
    return True


def stops(duty: Obligation, kind: str) -> bool:
    """Is this the recurring obligation, and does missing it stop payments?"""
    return duty.key == kind and bool(duty.months) and duty.effect == "stops_next_month"


async def check_passed(db: Db, services: CaseServices, person: UUID, case_id: UUID, now: datetime) -> bool:
    """Resume the grant of a case from this month, if it was paused for a missed check. Returns whether it was.

    Where the rule in force pays the arrears, it resumes from the month of the pause: the next list has every month owed.
    """
    grant = await store.of_case_grant(db, case_id=case_id, person=person)
    if grant is None or grant.state != "paused":
        return False
    history = await store.history(db, grant_id=grant.id, person=person)
    if next(e.cause for e in reversed(history) if e.kind == "paused") != "missed_check":
        return False
    since = max(month_start(local_date(now)), grant.begins_on)
    arrears = grant.paused_from if pays_arrears(services, grant, local_date(now)) else None
    await add_event(db, grant, "resumed", arrears or since, Actor.person(person), now, cause="check_passed")
    await tell(db, services, grant, messages.resumed(name_of(services, grant), since, arrears), now)
    return True


def pays_arrears(services: CaseServices, grant: PersonGrant, on: date) -> bool:
    """Are the months of a pause paid once the check is passed, by the rule that is in force?"""
    version = services.catalogue.get(grant.service)
    rule = in_force(version.rules, on) if version else None
    duties = rule.obligation if rule else ()
    return any(duty.after == "check_passed" and duty.effect == "resumes_with_arrears" for duty in duties)
