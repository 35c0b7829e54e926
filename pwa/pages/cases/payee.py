"""What the pages of a case say about the account that its money goes to."""

from datetime import datetime

from msgspec import Struct

from backend.cases.answers import Answers, answers_of
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.cases.submission import store as submission_store
from backend.cases.types import Case
from backend.catalogue.types import Service
from backend.kit.sql import Db
from backend.payees import messages
from backend.payees import store as accounts
from backend.residents.disclosure import may_read
from backend.residents.service import open_identity
from backend.residents.types import Acting
from pwa.views.payee_accounts import AccountLine, account_line


class BankNotice(Struct, frozen=True):
    """What the bank register said of an account, for `ui.notice`."""

    tone: str
    title: str
    text: str


async def bank_notice(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> BankNotice | None:
    """Say on the check page what the bank register said; None where the case moves no money, and for a person not verified."""
    if not may_read(acting.assurance):
        return None
    read = await submission_store.for_submission(db, id=case.id, principal=acting.principal, event=None)
    service = (await services.catalogue.version(db, case.service_version)).service
    return notice_about(services, read, service, answers_of(services, case), now)


def notice_about(
    services: CaseServices, read: submission_store.ForSubmission, service: Service, answers: Answers, now: datetime
) -> BankNotice | None:
    """Say what the bank register said of the account to which these answers pay."""
    who = open_identity(services.vault, read.principal, read.identity)
    field, choice = payee.payee_field(service, answers), payee.choose_payee(services, read, service, answers, who, now)
    if field is None or choice is None:
        return None
    if field.holder != "applicant":
        return said_by_bank("others")
    return said_by_bank(choice.answer if choice.account else "no_account")


def said_by_bank(answer: str) -> BankNotice:
    """Render what the bank register said."""
    said = messages.BANK[answer]()
    return BankNotice(messages.TONES[answer], said.title, said.body)


async def proposed_accounts(db: Db, services: CaseServices, case: Case, now: datetime) -> list[AccountLine]:
    """List the accounts that this case proposed, each with how it stands today."""
    rows = await accounts.of_person(db, person=case.principal)
    return [
        account_line(services, row, rows, now) for row in rows if row.case_id == case.id and row.origin != "register"
    ]
