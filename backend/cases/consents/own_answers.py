"""What only the principal answers: where money, messages and deliveries go. Kept with the request until she agrees."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from backend.cases.answers import Answers
from backend.cases.consents import store
from backend.cases.consents.ask import asked_now
from backend.cases.consents.request_status import Looked, end_if_over, look
from backend.cases.drafts import form
from backend.cases.facts.ask_registers import refresh_for_submission
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.delegation.acting import is_principal
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.payees import name_check
from backend.residents.types import Acting


async def choose(
    moment: Transaction, services: CaseServices, acting: Acting, case: UUID, given: Answers, now: datetime
) -> Mapping[str, str]:
    """Keep what she chose, and ask the bank register about an account. Answers the sentence of each answer that can't be taken.

    Raises ConsentGone. Nothing is kept with a request that no longer stands.
    """
    is_principal(acting, "consent.given")
    async with moment() as db:
        request = await asked_now(db, case, acting.principal)
        looked = await look(db, services, request, now)
        if await end_if_over(db, looked, now):
            return {}
        found = looked.now
        clean, errors = form.validate_page(found.hers, given, found.answers, services.samples, found.service.field)
        if errors:
            return errors
        sealed = services.vault.seal(msgspec.json.encode(clean), f"consent_hers:{request.id}")
        await store.keep_hers(db, id=request.id, hers=sealed)
    await ask_registers(moment, services, acting, case, now)
    return {}


async def keep_account(db: Db, services: CaseServices, case: UUID, principal: UUID, number: str, now: datetime) -> None:
    """Keep an account that she chose among those of the bank register; nothing with a request that no longer stands."""
    request = await store.waiting(db, case_id=case, principal=principal)
    looked = await look(db, services, request, now) if request else None
    field = payee.payee_field(looked.now.service, looked.now.answers) if looked and looked.waits else None
    if request is not None and looked is not None and field is not None:
        hers = {**looked.chosen, field.key: number}
        sealed = services.vault.seal(msgspec.json.encode(hers), f"consent_hers:{request.id}")
        await store.keep_hers(db, id=request.id, hers=sealed)


async def ask_registers(moment: Transaction, services: CaseServices, acting: Acting, case: UUID, now: datetime) -> None:
    """Ask before an answer, outside transactions: the bank register about the account, the others for what has expired; nothing where no request waits."""
    async with moment() as db:
        request = await store.waiting(db, case_id=case, principal=acting.principal)
        if request is None:
            return
        looked = await look(db, services, request, now)
    await refresh_for_submission(moment, services, acting, case, now)
    account, holder = looked.now.account, holder_of(looked)
    if account and holder is not None:
        await name_check.ask(moment, services.vault, services.registers, looked.now.service.code, account, holder, now)


def holder_of(looked: Looked) -> name_check.Holder | None:
    """Whose the account should be; None where it isn't the applicant's."""
    found = looked.now
    field = payee.payee_field(found.service, found.answers)
    if field is None or field.holder != "applicant":
        return None
    return name_check.Holder(found.read.principal, found.who.name, found.who.id_number)
