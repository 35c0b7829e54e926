"""The payee account of a case, as an officer sees it."""

from datetime import datetime

from msgspec import Struct

from backend.cases.answers import answers_of
from backend.cases.services import CaseServices
from backend.cases.submission import payee as case_payee
from backend.cases.submission import store as submission_store
from backend.cases.types import Case
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.payees import store as accounts
from backend.payees.messages import FOR_OFFICER
from backend.residents.service import open_identity
from pwa.views.payee_accounts import AccountLine, account_line

NO_ACCOUNT = Messages.beside(__file__).take("no_account")


class PayeePanel(Struct, frozen=True):
    """What the bank register said of the account, and all accounts of the person."""

    checked: str
    matches: bool
    accounts: list[AccountLine]


async def payee_panel(db: Db, services: CaseServices, case: Case, now: datetime) -> PayeePanel | None:
    """Collect the accounts; None where the case moves no money."""
    read = await submission_store.for_submission(db, id=case.id, principal=case.principal, event=None)
    service = (await services.catalogue.version(db, case.service_version)).service
    who = open_identity(services.vault, read.principal, read.identity)
    choice = case_payee.choose_payee(services, read, service, answers_of(services, case), who, now)
    if choice is None:
        return None
    rows = await accounts.of_person(db, person=case.principal)
    checked = FOR_OFFICER[choice.answer] if choice.account else NO_ACCOUNT(Audience.OFFICER).text
    return PayeePanel(checked, choice.answer == "match", [account_line(services, row, rows, now) for row in rows])
