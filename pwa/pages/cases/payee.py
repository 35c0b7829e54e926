"""What the pages of a case say about the account that its money goes to."""

from datetime import datetime
from typing import Any

from backend.cases.answers import answers_of
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.cases.submission import store as submission_store
from backend.cases.types import Case
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.payees import messages
from backend.payees import service as payees
from backend.payees import store as accounts
from backend.payees.masking import tail
from backend.payees.types import AccountRow, state_of
from backend.residents.disclosure import may_read
from backend.residents.service import open_identity
from backend.residents.types import Acting


async def before_handing_in(
    db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime
) -> tuple[str, str, str] | None:
    """Tone, title and text of what the bank register said, on the check page; none where the case moves no money."""
    if not may_read(acting.assurance):  # whoever isn't verified doesn't learn whose account it is
        return None
    read = await submission_store.for_submission(db, id=case.id, principal=acting.principal, event=None)
    service = (await services.catalogue.version(db, case.service_version)).service
    answers, who = answers_of(services, case), open_identity(services.vault, read.principal, read.identity)
    field, choice = payee.payee_field(service, answers), payee.choose_payee(services, read, service, answers, who, now)
    if field is None or choice is None:
        return None
    if field.holder != "applicant":
        return messages.ANOTHERS
    return messages.BANK[choice.answer] if choice.account else messages.NO_ACCOUNT


async def of_case(db: Db, services: CaseServices, case: Case, now: datetime) -> list[dict[str, Any]]:
    """The accounts that this case proposed, each with how it stands today."""
    rows = await accounts.of_person(db, person=case.principal)
    return [line(services, row, rows, now) for row in rows if row.case_id == case.id and row.origin != "register"]


def line(
    services: CaseServices, row: AccountRow, rows: list[AccountRow], now: datetime, *, readable: bool = True
) -> dict[str, Any]:
    """One account as a page shows it; the number itself stays masked, and one that a register told has no digit below the level."""
    state = state_of(row, rows, local_date(now))
    shown = readable or row.origin != "register"
    return {
        "id": row.id, "tail": tail(payees.opened(services.vault, row).account) if shown else REGISTERED, "state": state, "says": messages.STATES[state],
        "since": row.effective_on, "text": text(row, state), "why": messages.why(row.stopped_by, row.stopped_why),
        "may_stop": state == "pending",
    }  # fmt: skip


REGISTERED = "登记里的账户"


def text(row: AccountRow, state: str) -> str:
    """What it means for the person."""
    match state:
        case "pending":
            return messages.waits(row.effective_on)
        case "in_force":
            return messages.in_force_since(row.effective_on, row.origin == "register")
        case "stopped":
            return messages.STOPPED[row.stopped_by or "system"].body
    return messages.REPLACED
