"""A payee account in words, masked."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.payees import messages
from backend.payees import service as payees
from backend.payees.types import AccountRow, state_of

REGISTERED = Messages.beside(__file__).take("registered_account")


class AccountLine(Struct, frozen=True):
    """A payee account without its number: the last four digits, its state, since when, and why it was stopped ("" if not)."""

    id: UUID
    tail: str
    state: str
    says: str
    since: date
    text: str
    why: str
    may_stop: bool


def account_line(
    services: CaseServices, row: AccountRow, rows: list[AccountRow], now: datetime, *, readable: bool = True
) -> AccountLine:
    """Put one account into a line; one that a register told shows no digit to a person who may not read registers."""
    state = state_of(row, rows, local_date(now))
    shown = readable or row.origin != "register"
    return AccountLine(
        row.id, masking.account(payees.opened(services.vault, row).account) if shown else REGISTERED().text, state, messages.STATES[state],
        row.effective_on, text(row, state), messages.stop_reason(row.stopped_by, row.stopped_why), may_stop=state == "pending",
    )  # fmt: skip


def text(row: AccountRow, state: str) -> str:
    """Say what the state of an account means for its person."""
    match state:
        case "pending":
            return messages.waits(row.effective_on)
        case "in_force":
            return messages.in_force_since(row.effective_on, row.origin == "register")
        case "stopped":
            return messages.stopped(row.stopped_by or "system").body
    return messages.REPLACED().text
