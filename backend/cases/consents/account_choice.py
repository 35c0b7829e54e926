"""Which account a principal may choose where she has no device of her own: those that the bank register holds for her, by a key or a tap.

An account that would move money away from what is on record isn't among them, since that takes another factor (`spoken_content.need_on_record`).
"""

from datetime import datetime

from msgspec import Struct

from backend.cases.consents.gather import Prepared, prepared
from backend.cases.consents.problems import NotOnRecord
from backend.cases.consents.request_status import Looked
from backend.cases.consents.spoken_content import need_on_record
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.catalogue.types import FormField
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.registers.accounts import held_accounts
from backend.registers.types import Subject

MOST = 4
"""Accounts that a call reads out; who holds more chooses on a device of her own or at a counter."""


class OfferedAccount(Struct, frozen=True, kw_only=True):
    """One account, and the submission with it."""

    field: str
    number: str
    prepared: Prepared

    def __repr__(self) -> str:
        """Names the question, never the number."""
        return f"OfferedAccount({self.field!r})"


def question(looked: Looked) -> FormField | None:
    """The question for her account, if it is still hers to answer; None where nothing is paid or she has answered it."""
    found = looked.now
    field = payee.payee_field(found.service, found.answers)
    if field is None or field.holder != "applicant" or field not in found.hers or field.key in looked.chosen:
        return None
    return field


async def bank_accounts(services: CaseServices, looked: Looked) -> tuple[str, ...]:
    """Her accounts at the bank register; none where she isn't to choose. Asks outside any transaction."""
    who = looked.now.who
    if question(looked) is None or not who.id_number:
        return ()
    found = await held_accounts(services.registers, looked.now.service.code, Subject(who.id_number, who.name))
    return found if len(found) <= MOST else ()


async def offered(
    db: Db, services: CaseServices, looked: Looked, accounts: tuple[str, ...], now: datetime
) -> tuple[OfferedAccount, ...]:
    """The accounts between which there is something to choose; none where the one on record is the only one."""
    field = question(looked)
    if field is None:
        return ()
    found = [await _with(db, services, looked, field, number, now) for number in accounts]
    good = tuple(one for one in found if is_enough(services, one, now))
    return () if [one.number for one in good] == [on_record(services, looked.now, now)] else good


def on_record(services: CaseServices, found: Prepared, now: datetime) -> str:
    """The account in force, or the one that the registers hold; "" without any."""
    return payee.known_account(services.vault, found.read.payees, found.who, local_date(now))


async def _with(
    db: Db, services: CaseServices, looked: Looked, field: FormField, number: str, now: datetime
) -> OfferedAccount:
    request, hers = looked.request, {**looked.chosen, field.key: number}
    found = await prepared(db, services, request.case_id, request.principal, request.helper, now, hers)
    return OfferedAccount(field=field.key, number=number, prepared=found)


def is_enough(services: CaseServices, one: OfferedAccount, now: datetime) -> bool:
    """Is a plain yes enough with this account?"""
    try:
        need_on_record(services, one.prepared, now)
    except NotOnRecord:
        return False
    return True
