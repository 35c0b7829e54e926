"""Payee account of a case: choice, bank register's name check, and rows written by an approval."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.audit.actor import Actor
from backend.cases.answers import Answers, answers_of
from backend.cases.drafts import form
from backend.cases.facts.gather import gather_facts
from backend.cases.grants.own import with_own
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize
from backend.cases.submission import store
from backend.cases.types import Case
from backend.catalogue.effects import KNOWN_ACCOUNT, payee_fields
from backend.catalogue.types import FormField, Service
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.payees import name_check
from backend.payees import service as payees
from backend.payees.propose import AccountProposal, AccountSituation, proposals
from backend.payees.stop import stop_by_officer
from backend.payees.types import AccountOnFile, NameCheck, Origin, Payee
from backend.residents.service import open_identity
from backend.residents.types import Acting, Identity, Staff
from backend.rules.types import Facts, Record


class PayeeChoice(Struct, frozen=True):
    """Chosen account and its name check; `account` is empty where none was given."""

    account: str
    answer: NameCheck

    def __repr__(self) -> str:
        """Says only the answer."""
        return f"Chosen({self.answer!r})"


def payee_field(service: Service, answers: Answers) -> FormField | None:
    """Question for the payee account; None where no money is paid."""
    return next((f for f in payee_fields(service) if form.applies(f, answers, service.field)), None)


def chosen_account(field: FormField, answers: Answers, known: str) -> str:
    """Account typed, else the known one where it is offered."""
    given = answers.get(field.key, "")
    if isinstance(given, str) and given not in ("", KNOWN_ACCOUNT):
        return given
    return known if field.prefill == "payable_account" else ""


def known_account(vault: Vault, rows: Sequence[AccountOnFile], who: Identity, today: Any) -> str:
    """Known account of a person: the one in force here, else the register's."""
    row = AccountSituation(rows=rows, registered="", paid_already=False, today=today).in_force()
    return payees.opened_known(vault, row).account if row is not None else who.payable_account


def choose_payee(
    services: CaseServices, read: store.ForSubmission, service: Service, answers: Answers, who: Identity, now: datetime
) -> PayeeChoice | None:
    """Payee account of a case with its name check; None where the case moves no money.

    An account of somebody else than the applicant isn't compared: nothing can be told, and a person looks.
    """
    field = payee_field(service, answers)
    if field is None:
        return None
    account = chosen_account(field, answers, known_account(services.vault, read.payees, who, local_date(now)))
    if not account or field.holder != "applicant":
        return PayeeChoice(account, "cannot_tell")
    holder = name_check.Holder(read.principal, who.name, who.id_number)
    return PayeeChoice(account, name_check.answer_for(services.vault, read.payee_checks, account, holder, now))


async def ask_bank(
    moment: Transaction, services: CaseServices, acting: Acting, case: UUID, now: datetime
) -> NameCheck | None:
    """Ask the bank register about the account of a case, outside transactions; None without an account."""
    async with moment() as db:
        read = await store.for_submission(db, id=case, principal=acting.principal, event=None)
        service = (await services.catalogue.version(db, read.service_version)).service
    who = open_identity(services.vault, read.principal, read.identity)
    answers = answers_of(services, read)
    field = payee_field(service, answers)
    if field is None or field.holder != "applicant":
        return None
    account = chosen_account(field, answers, known_account(services.vault, read.payees, who, local_date(now)))
    holder = name_check.Holder(read.principal, who.name, who.id_number)
    return await name_check.ask(moment, services.vault, services.registers, service.code, account, holder, now)


MATCHES: Mapping[NameCheck, bool] = {"match": True, "no_match": False}


def payee_facts(choice: PayeeChoice | None) -> dict[str, Any]:
    """Fact of the account's name check; missing where the bank register can't tell."""
    if choice is None or (choice.account and choice.answer not in MATCHES):
        return {}
    return {"payee_account_matches": MATCHES.get(choice.answer) if choice.account else None}


def may_pay(choice: PayeeChoice | None) -> bool:
    """May the machine approve? Only with a match, also where a rule forgets to demand it."""
    return choice is None or choice.answer == "match"


def columns(
    services: CaseServices,
    read: store.ForSubmission,
    choice: PayeeChoice | None,
    who: Identity,
    facts: Facts,
    now: datetime,
) -> dict[str, Any]:
    """Columns of the accounts that an approval by rule writes; empty if the account in force stays."""
    return arrays(account_proposals(services, read, choice, who, facts, "rule", now))


def changes_on(
    services: CaseServices,
    read: store.ForSubmission,
    choice: PayeeChoice | None,
    who: Identity,
    facts: Facts,
    now: datetime,
) -> date | None:
    """Day from which another account is paid; None if not later than today."""
    rows = account_proposals(services, read, choice, who, facts, "rule", now)
    return rows[-1].effective_on if rows and rows[-1].effective_on > local_date(now) else None


def account_proposals(
    services: CaseServices, read: store.ForSubmission, choice: PayeeChoice | None, who: Identity, facts: Facts, origin: Origin,
    now: datetime,
) -> list[AccountProposal]:  # fmt: skip
    """The accounts that an approval writes."""
    if choice is None or not choice.account:
        return []
    situation = AccountSituation(
        rows=read.payees, registered=who.payable_account, paid_already=paid_already(facts), today=local_date(now)
    )
    return proposals(services.vault, Payee(choice.account, who.name), situation, origin)


async def approved_by_officer(db: Db, services: CaseServices, case: Case, officer: Actor, now: datetime) -> None:
    """Adopt the account of a case approved by an officer, by the same waiting period as a machine approval."""
    read = await store.for_submission(db, id=case.id, principal=case.principal, event=None)
    version = await services.catalogue.version(db, case.service_version)
    who = open_identity(services.vault, read.principal, read.identity)
    answers = answers_of(services, read)
    field = payee_field(version.service, answers)
    choice = choose_payee(services, read, version.service, answers, who, now)
    if choice is None or field is None or field.holder != "applicant" or not choice.account:
        return
    facts = with_own(gather_facts(version.rules, read.facts, answers, now), read.own, local_date(now))
    for row in account_proposals(services, read, choice, who, facts, "officer", now):
        await payees.adopt(db, row, case.principal, case.id, officer, now)


async def stop_account(
    db: Db, services: CaseServices, staff: Staff, case: Case, account: UUID, why: str, now: datetime
) -> None:
    """Stop an account of the principal, pending or in force, as an officer."""
    why = need_reason(why, "shown")
    await authorize(db, services, staff, "payee.stopped", case, now, subject=f"payee_account:{account}")
    await stop_by_officer(db, case.principal, account, staff.actor, why, now)


def arrays(rows: Sequence[AccountProposal]) -> dict[str, Any]:
    """Rows as the columns of one statement."""
    return {
        "payee_ids": [row.id for row in rows], "payee_origins": [row.origin for row in rows],
        "payee_sealed": [row.sealed for row in rows], "payee_hashes": [row.account_hash for row in rows],
        "payee_days": [row.effective_on for row in rows], "payee_newest": rows[-1].id if rows else None,
    }  # fmt: skip


def paid_already(facts: Facts) -> bool:
    """Does something run already, as far as the decision looked at it?"""
    fact = facts.get("benefits")
    return fact is not None and any(isinstance(one, Record) and one.until is None for one in fact.value or ())
