"""Actions of officers on a submitted case: accept, ask for correction, start the review, refuse.

A new one is a word of `OfficerAction`, a row in `flow.TABLE` and in `residents/separation.toml`, an event kind in `cases.types`, and its
sentences in the message files of the desk, of its pages and of the audit. What is more than a step has a module of its own beside this:
`approve`, `revoke`, `stop_payment`, `judge_paper`, `after_check`.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.decisions import store as decision_store
from backend.cases.desk import store
from backend.cases.lifecycle.transition import move_case
from backend.cases.numbers import new_receipt_number, receipt_number
from backend.cases.receipts import store as receipt_store
from backend.cases.receipts.signing import Claims
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, department_scope
from backend.cases.types import Case, State
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.kit.text import to_half_width
from backend.notices.service import notify
from backend.residents import separation
from backend.residents import service as residents
from backend.residents.access_log import log_access
from backend.residents.types import Staff

Opened = Literal["handling", "approving", "paper", "account"]
"""Why an officer opens a case."""
_messages = Messages.beside(__file__)
DONE, OPENED = _messages.group("done"), _messages.texts("opened", members=Opened)

OfficerAction = Literal["accepted", "not_accepted", "correction_asked", "review_started", "refused"]


REASONED = frozenset({"not_accepted", "correction_asked", "refused"})


async def find_case(db: Db, staff: Staff, typed: str) -> UUID | None:
    """Find the case of this officer's department with a case number or receipt number as typed; None without one."""
    number = to_half_width(typed).upper()[:40]
    if not number:
        return None
    return await store.case_by_number(
        db, department=department_scope(staff), number=number, receipt=receipt_number(number)
    )


async def queue(db: Db, staff: Staff) -> list[store.QueuedCase]:
    """Queue of this officer's department."""
    return await store.queue(db, department=department_scope(staff))


async def open_case_file(
    db: Db, services: CaseServices, staff: Staff, id: UUID, now: datetime, reason: Opened = "handling"
) -> Case:
    """Open a case for an officer and write an access-log entry that the resident can see. Raises OwnAffair for own or household cases."""
    case = await case_store.for_officer(db, id=id, department=department_scope(staff))
    await separation.not_their_own(db, services.vault, staff, (case.principal, case.opened_by))
    await log_access(db, staff, case.principal, OPENED(reason), now, case.id)
    return case


async def perform(
    db: Db,
    services: CaseServices,
    staff: Staff,
    id: UUID,
    action: OfficerAction,
    reason: str,
    version: int,
    now: datetime,
) -> State:
    """Perform one action of an officer and notify the resident; a refusal also issues a receipt. Raises AlreadyMovedOn, Conflict."""
    if action in REASONED:
        reason = need_reason(reason, "shown")
    case = await case_store.for_officer(db, id=id, department=department_scope(staff))
    move = flow.next_move(action, case, "staff")
    await authorize(db, services, staff, f"case.{action}", case, now)
    await move_case(db, case, action, move, staff.actor, version, now, {"reason": reason})
    if action == "refused":
        await write_refusal(db, services, case, staff, reason, now)
    name = (await services.catalogue.version(db, case.service_version)).service.name
    said = DONE[action](name=name, reason=reason) if action in REASONED else DONE[action](name=name)
    await notify(db, case.principal, "progress", said, f"/cases/{id}", now, id)
    return move.state


async def write_refusal(db: Db, services: CaseServices, case: Case, staff: Staff, reason: str, now: datetime) -> None:
    """Store an officer's refusal with its receipt; supersedes the earlier decision."""
    decision = uuid4()
    await decision_store.supersede_decision(db, case_id=case.id, newer=decision)
    result = msgspec.json.encode({"outcome": "refuse", "reason": reason})
    await decision_store.add_decision(
        db, id=decision, case_id=case.id, outcome="refuse", decided_by=f"officer:{staff.subject}", decided_on=local_date(now),
        rule=None, rule_digest=None, at=now,
        inputs=services.vault.seal(b"{}", f"inputs:{decision}"), result=services.vault.seal(result, f"result:{decision}"),
    )  # fmt: skip
    version = await services.catalogue.version(db, case.service_version)
    who = await residents.identity_of(db, services.vault, case.principal)
    claims = Claims(
        iss=services.origin, iat=int(now.timestamp()), jti=new_receipt_number(), case=case.number, service=case.service,
        service_name=version.service.name, service_digest=version.digest, outcome="refuse",
        decided_by="officer", holder=masking.name(who.name), grants=(reason,) if reason else (),
    )  # fmt: skip
    await receipt_store.add_receipt(
        db,
        number=claims.jti,
        case_id=case.id,
        decision=decision,
        jws=services.signer.sign(claims),
        kid=services.signer.kid,
        at=now,
    )
