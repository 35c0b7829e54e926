"""Begin a case: find or create its draft, ask the registers once and fill in what they know."""

from datetime import datetime
from uuid import uuid4

from backend.cases import store as case_store
from backend.cases.drafts import store
from backend.cases.drafts.known_sections import fill_known_sections
from backend.cases.drafts.migrate_draft import on_open_version
from backend.cases.events import record_event
from backend.cases.facts.ask_registers import refresh_facts
from backend.cases.numbers import new_case_number
from backend.cases.problems import ServiceNotOffered
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.published import Version
from backend.delegation.acting import need
from backend.kit.db import Transaction
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.residents.types import Acting


def offered_version(services: CaseServices, code: str) -> Version:
    """Version of a service that can be applied for here. Raises ServiceNotOffered."""
    version = services.catalogue.get(code)
    if version is None or not version.service.applied_here:
        raise ServiceNotOffered
    return version


async def open_draft(
    transaction: Transaction, services: CaseServices, acting: Acting, code: str, now: datetime
) -> Case:
    """Return the person's draft for this service, or create one, ask the registers for it and fill in what is known."""
    version = offered_version(services, code)
    async with transaction() as db:
        await need(db, acting, "case.opened", code, now)
        begun = await store.running_draft(db, principal=acting.principal, service=code)
        if begun is not None:
            return await on_open_version(db, services, acting, begun, now)
        case, added = await new_case(db, acting, version, now)
    if added:
        await refresh_facts(transaction, services, acting.principal, version, now)
        async with transaction() as db:
            await fill_known_sections(db, services, acting, case, now)
    return case


async def new_case(db: Db, acting: Acting, version: Version, now: datetime) -> tuple[Case, bool]:
    """Create a draft. Returns (draft, True), or (existing draft, False) if a concurrent request was first."""
    id, code = uuid4(), version.service.code
    added = await store.open_case(
        db, id=id, number=new_case_number(now), principal=acting.principal, opened_by=acting.person, service=code,
        service_version=version.id, department=version.service.department,
    )  # fmt: skip
    if not added:  # two taps at once: the other one was quicker
        return await existing_draft(db, acting, code), False
    await record_event(db, acting, id, "opened", now)
    return await case_store.get(db, id=id, principal=acting.principal), True


async def existing_draft(db: Db, acting: Acting, code: str) -> Case:
    """Find the draft that a concurrent request created. Raises Conflict."""
    begun = await store.running_draft(db, principal=acting.principal, service=code)
    if begun is None:
        raise Conflict
    return begun
