"""Yearly check (领取资格认证): an approval of the check's service completes the open obligations and schedules the next one."""

from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases.grants import missed_checks
from backend.cases.messages import InboxMessage
from backend.cases.obligations import store
from backend.cases.obligations.remind import date_range_text, rule_obligation
from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.notices.service import owe
from backend.rules.obligations import windows
from backend.rules.wording import month

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
    db: Db, services: CaseServices, person: UUID, found: Sequence[store.ObligationDue], now: datetime
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
    await owe(db, person, message.topic, message.title, message.body, f"/cases/{last.case_id}", now, last.case_id)


def passed_message(name: str, last: store.ObligationDue, late: bool, opens: date, closes: date) -> InboxMessage:
    """Message to the person."""
    which = "以前没做的也算补上了" if late else f"{month(last.opens_on)}这一次的，不用再做"
    return InboxMessage(
        "other", f"“{name}”的领取资格认证做好了", f"{which}。下一次是{date_range_text(opens, closes)}，到时候会提醒您。"
    )
