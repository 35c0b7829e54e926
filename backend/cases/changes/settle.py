"""Officer's decision on a proposed change: confirm, set aside, or lift an earlier stop."""

from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from backend.audit.log import note
from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.changes import messages, store
from backend.cases.changes.propose import ask_anew, rule_of
from backend.cases.changes.types import ChangeDecision, ChangeState, GrantChange
from backend.cases.events import append_event
from backend.cases.grants import store as grants
from backend.cases.grants.record import add_event as add_grant_event
from backend.cases.grants.record import end_of_case
from backend.cases.messages import NoticeContent
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, department_scope
from backend.cases.types import Case, Kind
from backend.kit.clock import local_date
from backend.kit.problems import Conflict
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents.types import Staff
from backend.rules.obligations import after_event

STEPS: "MappingProxyType[ChangeDecision, tuple[ChangeState, ChangeState]]" = MappingProxyType(
    {"confirm": ("proposed", "confirmed"), "set_aside": ("proposed", "set_aside"), "lift": ("confirmed", "lifted")}
)
"""What an officer says -> how the proposal stands before and after."""
EVENTS: "MappingProxyType[ChangeDecision, Kind]" = MappingProxyType(
    {"confirm": "payment_stopped", "lift": "payment_resumed"}
)


async def settle(
    db: Db,
    services: CaseServices,
    staff: Staff,
    case_id: UUID,
    id: UUID,
    word: ChangeDecision,
    reason: str,
    now: datetime,
) -> None:
    """Decide one proposal: state, history, grant, audit row and message to the holder. Raises Conflict if it was decided meanwhile."""
    if word != "confirm":
        reason = need_reason(reason)
    case = await case_store.for_officer(db, id=case_id, department=department_scope(staff))
    one = await store.proposed(db, id=id, case_id=case_id)
    await authorize(db, services, staff, f"grant.change_{word}", case, now, subject=f"grant_change:{id}")
    was, becomes = STEPS[word]
    if word == "lift" and one.effect is None:  # nothing had stopped
        raise Conflict
    if one.effect and word in EVENTS:
        await record_event(db, case, one, EVENTS[word], staff, reason or messages.in_history(one), now)
    if not await store.settle(
        db, id=id, case_id=case_id, was=was, state=becomes, reason=reason, by=staff.subject, at=now
    ):
        raise Conflict
    await apply_to_grant(db, case, one, word, staff, reason, now)
    if word != "confirm":
        await ask_anew(db, case.principal)
    await note(db, staff.actor, f"grant.change_{becomes}", case_id, now, cause=one.cause)
    await tell(db, services, case, one, word, reason, now)


async def apply_to_grant(
    db: Db, case: Case, one: GrantChange, word: ChangeDecision, staff: Staff, reason: str, now: datetime
) -> None:
    """A confirmed stop ends the grant from its day; lifting it reopens the grant."""
    if one.effect_from is None or word == "set_aside":
        return
    if word == "confirm":
        await end_of_case(db, case.principal, case.id, staff.actor, now, cause=one.cause, counts_from=one.effect_from)
        return
    grant = await grants.of_case_grant(db, case_id=case.id, person=case.principal)
    if grant is not None and grant.state == "ended":
        await add_grant_event(db, grant, "reopened", one.effect_from, staff.actor, now, cause="lifted", reason=reason)


async def record_event(
    db: Db, case: Case, one: GrantChange, kind: Kind, staff: Staff, reason: str, now: datetime
) -> None:
    """Append the event to the case's history. Raises AlreadyMovedOn."""
    flow.next_move(kind, case, "staff")
    await append_event(db, case, kind, staff.actor, now, reason=reason)


async def tell(
    db: Db, services: CaseServices, case: Case, one: GrantChange, word: ChangeDecision, reason: str, now: datetime
) -> None:
    """Notify the holder; a death goes to the inbox only, without push or SMS."""
    version = await services.catalogue.version(db, case.service_version)
    message = await message_for(db, services, case, one, word, reason, version.service.name, now)
    if message is None:
        return
    link = f"/services/{case.service}/start" if one.cause == "moved_back" else f"/cases/{case.id}"
    await notify(db, case.principal, message.topic, message.said, link, now, case.id, quiet=one.cause == "death")
    if one.cause == "death" and case.opened_by != case.principal:  # whoever filed for the dead is the family we know
        await notify(db, case.opened_by, message.topic, message.said, "/inbox", now)


async def message_for(
    db: Db, services: CaseServices, case: Case, one: GrantChange, word: ChangeDecision, reason: str, name: str, now: datetime
) -> NoticeContent | None:  # fmt: skip
    """Message for the officer's decision; None where nothing is sent."""
    if word == "set_aside":
        return messages.set_aside(name, one, reason)
    if word == "lift":
        return messages.lifted(name, reason)
    owed = await overpaid(db, services, case, now) if messages.may_be_overpaid(one, local_date(now)) else ""
    return messages.confirmed(name, one, owed)


async def overpaid(db: Db, services: CaseServices, case: Case, now: datetime) -> str:
    """Sentence of the rule on overpaid money."""
    grant = next((g for g in await store.running_grants(db, person=case.principal) if g.id == case.id), None)
    rule = await rule_of(services, db, grant) if grant else None
    return "".join(due.says for due in after_event(rule, "overpaid", local_date(now))) if rule else ""
