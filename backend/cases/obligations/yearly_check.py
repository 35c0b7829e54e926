"""Yearly check (领取资格认证): an approval of the check's service completes the open obligations and schedules the next one."""

from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases.grants import missed_checks
from backend.cases.obligations import store
from backend.cases.obligations.remind import rule_obligation
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Rendered
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.rules.obligations import windows

_messages = Messages.beside(__file__)
PASSED, PASSED_LATE = _messages.take("passed"), _messages.take("passed_late")

CHECKS = MappingProxyType({"FT0220003": "check"})
"""The services by which a yearly check is passed, and the obligation that each fulfils."""


async def complete_check(db: Db, services: CaseServices, person: UUID, service: str, now: datetime) -> int:
    """Complete the checks that an approval of this service fulfils; returns the number of grants. Idempotent."""
    kind = CHECKS.get(service)
    found = await store.open_recurring(db, person=person, kind=kind, today=local_date(now)) if kind else []
    cases = {one.case_id: [o for o in found if o.case_id == one.case_id] for one in found}
    for open_ones in cases.values():
        await complete_obligations(db, services, person, open_ones, now)
    return len(cases)


async def complete_obligations(
    db: Db, services: CaseServices, person: UUID, found: Sequence[store.RecordedObligation], now: datetime
) -> None:
    """Mark the open obligations of one grant as done, schedule the next one and notify the person."""
    last = found[-1]
    await missed_checks.check_passed(db, services, person, last.case_id, now)
    for one in found:
        await store.mark_done(db, case_id=one.case_id, kind=one.kind, due_on=one.due_on, at=now)
    obligation = rule_obligation(services, last)
    if obligation is None or not obligation.months:
        return
    opens, closes = next(windows(obligation.months, last.due_on))
    await store.add_obligation(db, case_id=last.case_id, kind=last.kind, opens_on=opens, due_on=closes)
    name = (await services.catalogue.version(db, last.service_version)).service.name
    message = passed_message(name, last, any(one.due_on < local_date(now) for one in found), opens, closes)
    await note(db, Actor.person(person), "grant.check_passed", last.case_id, now, next=opens.isoformat())
    await notify(db, person, "other", message, f"/cases/{last.case_id}", now, last.case_id)


def passed_message(name: str, last: store.RecordedObligation, late: bool, opens: date, closes: date) -> Rendered:
    """Message to the person."""
    if late:
        return PASSED_LATE(name=name, opens=opens, closes=closes)
    return PASSED(name=name, opens=opens, closes=closes, month=last.opens_on)
