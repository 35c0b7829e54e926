"""Move a draft to the version in force, where the version that it was begun on is closed."""

from datetime import datetime

import msgspec

from backend.audit.actor import Actor
from backend.cases import store as case_store
from backend.cases.answers import answers_of, sealed_answers
from backend.cases.drafts import store
from backend.cases.drafts.migrate_answers import SetAside, migrate_answers
from backend.cases.events import append_event
from backend.cases.problems import VersionClosed
from backend.cases.services import CaseServices
from backend.cases.types import Case, State
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.residents.types import Acting

SYSTEM = Actor.system("catalogue")


async def has_to_move(db: Db, services: CaseServices, case: Case) -> bool:
    """Check whether a draft was begun on a version that is closed; a case that was handed in never moves."""
    if case.state is not State.DRAFT or services.catalogue.get(case.service) is None:
        return False
    return services.catalogue.is_closed(await services.catalogue.version(db, case.service_version))


async def not_closed(db: Db, services: CaseServices, case: Case) -> None:
    """Raise VersionClosed where the draft has to move first: the page that was open asks by the old form."""
    if await has_to_move(db, services, case):
        raise VersionClosed


async def on_open_version(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> Case:
    """Return the draft on a version that is open: answers move by id, the rest is set aside, papers too.

    A draft on an open version, and a case that was handed in, are returned as they are.
    """
    if not await has_to_move(db, services, case):
        return case
    case = await case_store.lock(db, id=case.id, principal=acting.principal)
    target = services.catalogue.get(case.service)
    if target is None or not await has_to_move(db, services, case):  # another page of this person was quicker
        return case
    old = (await services.catalogue.version(db, case.service_version)).service
    papers = {paper.slot: paper for paper in await materials.of_case(db, case_id=case.id, principal=case.principal)}
    moved = migrate_answers(old.field, target.service.field, answers_of(services, case), papers, target.service.material, samples=services.samples)  # fmt: skip
    for slot in moved.slots:
        await materials.set_aside(db, id=papers[slot].id, principal=case.principal)
    aside = (*await set_aside_of(db, services, case), *moved.aside)
    await store.move(
        db, id=case.id, principal=case.principal, service_version=target.id, department=target.service.department,
        answers=sealed_answers(services, case.id, moved.answers), at=now,
        set_aside=services.vault.seal(msgspec.json.encode(aside), f"set_aside:{case.id}") if aside else None,
    )  # fmt: skip
    await append_event(db, case, "version_changed", SYSTEM, now, answers=len(moved.aside), papers=len(moved.slots))
    return await case_store.get(db, id=case.id, principal=acting.principal)


async def set_aside_of(db: Db, services: CaseServices, case: Case) -> tuple[SetAside, ...]:
    """Return the answers that were set aside when the form of a case changed."""
    sealed = await store.set_aside(db, id=case.id, principal=case.principal)
    if sealed is None:
        return ()
    return msgspec.json.decode(services.vault.open(sealed, f"set_aside:{case.id}"), type=tuple[SetAside, ...])
