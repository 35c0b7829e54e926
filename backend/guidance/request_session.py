"""She asks to be guided: the next free desk, a code for a named official, or one of her helpers."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from backend.audit.log import note
from backend.cases import store as case_store
from backend.cases.services import CaseServices
from backend.catalogue.types import Service
from backend.delegation import managing, powers
from backend.delegation.acting import as_oneself
from backend.delegation.managing import MandateView
from backend.guidance import lifecycle, messages, store
from backend.guidance.end_session import end_if_over
from backend.guidance.problems import AlreadyGuided, NoSuchHelper, NotShownToGuides
from backend.guidance.transition import as_guided
from backend.guidance.types import GENERAL, NOWHERE, GuidedSession, GuidedStep, Way
from backend.guidance.view import is_sensitive
from backend.kit.crypto import Vault
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents import store as people
from backend.residents.types import Acting

CODE_SIGNS = 6


class GuidanceWish(Struct, frozen=True, kw_only=True):
    """What she asks for: by which way, from which step, and of which helper."""

    way: Way = "queue"
    step: GuidedStep = NOWHERE
    mandate: UUID | None = None


class GuidanceAsked(Struct, frozen=True):
    """The request, and the code to read out ("" where there is none); the house keeps only its fingerprint."""

    session: GuidedSession
    code: str = ""


async def ask(db: Db, services: CaseServices, acting: Acting, wish: GuidanceWish, now: datetime) -> GuidanceAsked:
    """Ask for a guide. Raises AlreadyGuided, NotShownToGuides, NoSuchHelper, NotThere for a case that isn't hers."""
    as_oneself(acting)
    await people.lock_person(db, person=acting.person)
    open_session = await store.open_of(db, person=acting.person)
    if open_session is not None and not await end_if_over(db, services.vault, open_session, now):
        raise AlreadyGuided
    service, department = await about(db, services, acting, wish.step)
    helper = await helper_for(db, services, acting, wish, service, now)
    code = f"{secrets.randbelow(10**CODE_SIGNS):0{CODE_SIGNS}}" if wish.way == "code" else ""
    id, step = uuid4(), wish.step
    await store.add(
        db, id=id, person=acting.person, department="" if helper else department, way=wish.way, mandate=wish.mandate if helper else None,
        guide=str(helper.mandate.helper) if helper else None, code_hash=code_hash(services.vault, code) if code else None, at=now,
        page=step.page, service=service.code if service else "", case_id=step.case, number=step.number, slot=step.slot,
    )  # fmt: skip
    by = as_guided(acting.person)
    await store.add_event(
        db, id=uuid4(), session=id, person=acting.person, kind="asked", author=str(by.actor), role=by.role, at=now,
        detail={"way": wish.way}, said=None,
    )  # fmt: skip
    await note(db, by.actor, "guidance.asked", f"guidance:{id}", now, way=wish.way)
    if helper:
        await notify(
            db, helper.mandate.helper, messages.TOPIC, messages.ASKED(messages.HELPER), f"/guidance/helping/{id}", now
        )  # fmt: skip
    return GuidanceAsked(await store.get(db, id=id, person=acting.person), code)


async def about(db: Db, services: CaseServices, acting: Acting, step: GuidedStep) -> tuple[Service | None, str]:
    """The service that a request is about, and the department that answers. Raises NotThere, NotShownToGuides."""
    if step.case is not None:
        case = await case_store.get(db, id=step.case, principal=acting.principal)
        service = (await services.catalogue.version(db, case.service_version)).service
        return shown_to_guides(service), case.department
    version = services.catalogue.get(step.service)
    if version is None:
        return None, GENERAL
    service = shown_to_guides(version.service)
    return service, GENERAL if service.department == "street" else service.department


def shown_to_guides(service: Service) -> Service:
    """The service; raises NotShownToGuides for a sensitive one."""
    if is_sensitive(service):
        raise NotShownToGuides
    return service


async def helpers(
    db: Db, services: CaseServices, acting: Acting, service: Service | None, now: datetime
) -> Sequence[MandateView]:
    """Who of her helpers may guide her in this service: a mandate in force that reaches it. None without a service."""
    if service is None:
        return ()
    return [one for one in await managing.given(db, services, acting, now) if reaches(one, service)]


def reaches(one: MandateView, service: Service) -> bool:
    """Does a mandate that is in force let its helper see this service?"""
    given = {granted.service: granted.power for granted in one.open_services}
    power = given.get(service.code) or given.get("*")
    return one.standing.in_force and powers.allowed("case.seen", power, one.mandate.basis)


async def helper_for(
    db: Db, services: CaseServices, acting: Acting, wish: GuidanceWish, service: Service | None, now: datetime
) -> MandateView | None:
    """The helper whom she asks; None for a desk. Raises NoSuchHelper."""
    if wish.way != "helper":
        return None
    for one in await helpers(db, services, acting, service, now):
        if one.mandate.id == wish.mandate:
            return one
    raise NoSuchHelper


def code_hash(vault: Vault, code: str) -> bytes:
    """The keyed fingerprint of a code, under the newest key."""
    return vault.fingerprint("guidance-code", code)


def code_holds(session: GuidedSession, now: datetime) -> bool:
    """May the code of a request still be used?"""
    return session.way == "code" and session.state == "waiting" and now < session.queued_at + lifecycle.CODE_LIVES
