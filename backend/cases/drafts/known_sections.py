"""Sections of a form that identity document, registers and account on file answer completely: filled in at the start, not asked."""

from datetime import datetime

from backend.cases.answers import Answer, Answers, answers_of
from backend.cases.drafts import form
from backend.cases.drafts.prefill import prefill
from backend.cases.drafts.save_page import known_from_document, save_page
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.types import FormField, Service
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.payees import service as payees
from backend.residents import service as residents
from backend.residents.disclosure import may_read, readable_facts
from backend.residents.types import Acting, Identity


async def fill_known_sections(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> None:
    """Answer what is known in whole sections of a new draft; only for a verified person in their own affair.

    A value that the form doesn't accept is left to be asked.
    """
    if acting.mandate is not None or not may_read(acting.assurance):
        return
    service = (await services.catalogue.version(db, case.service_version)).service
    who = await residents.identity_of(db, services.vault, acting.principal)
    facts = readable_facts(await residents.profile_facts_of(db, acting.principal), acting.assurance)
    known: dict[str, Answer] = {key: value for key, (value, _) in prefill(service.field, who, facts).items()}
    if await payees.known(db, services.vault, acting.principal, who.payable_account, local_date(now)):
        known |= {f.key: KNOWN_ACCOUNT for f in service.field if f.prefill == "payable_account"}
    if fields := known_fields(service, who, {**known, **answers_of(services, case)}):
        await save_page(db, services, acting, case.id, fields, known, {}, now)


def known_fields(service: Service, who: Identity, known: Answers) -> tuple[FormField, ...]:
    """List the questions of the sections in which nothing that applies is left to ask."""
    return tuple(
        field
        for _, fields in form.sections(service)
        if all(known.get(f.key) or known_from_document(f, who) for f in fields if form.applies(f, known, service.field))
        for field in fields
    )
