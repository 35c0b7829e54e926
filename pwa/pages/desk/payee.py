"""The payee account of a case, as an officer sees it."""

from datetime import datetime
from typing import Any

from backend.cases.answers import answers_of
from backend.cases.services import CaseServices
from backend.cases.submission import payee as case_payee
from backend.cases.submission import store as submission_store
from backend.cases.types import Case
from backend.kit.sql import Db
from backend.payees import store as accounts
from backend.payees.messages import FOR_OFFICER
from backend.residents.service import open_identity
from pwa.pages.cases.payee import line


async def of_case(db: Db, services: CaseServices, case: Case, now: datetime) -> dict[str, Any] | None:
    """What the bank register said of the account, and all accounts of the person; none where the case moves no money."""
    read = await submission_store.for_submission(db, id=case.id, principal=case.principal, event=None)
    service = (await services.catalogue.version(db, case.service_version)).service
    who = open_identity(services.vault, read.principal, read.identity)
    choice = case_payee.choose_payee(services, read, service, answers_of(services, case), who, now)
    if choice is None:
        return None
    rows = await accounts.of_person(db, person=case.principal)
    return {
        "checked": FOR_OFFICER[choice.answer] if choice.account else "申请人没有填账户", "matches": choice.answer == "match",
        "accounts": [line(services, row, rows, now) for row in rows],
    }  # fmt: skip
