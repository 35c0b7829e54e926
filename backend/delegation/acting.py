"""Who acts for whom: built from the mandate in the transaction that uses it, and asked again by whatever writes."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.published import PublishedCatalogue
from backend.delegation import lifecycle, powers, store
from backend.delegation.powers import Step
from backend.delegation.problems import MandateOver
from backend.delegation.types import BY_LAW, Authority
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.step_up import NotWhileHelping
from backend.residents.types import Acting, Assurance, Visitor

By = Literal["case", "paper", "upload", "service", "list", "body"]


class Reach(Struct, frozen=True):
    """What a route does in another's affairs, and which of its parameters says to which service that belongs.

    `service`: the query names it. `list`: the handler shows only what `covers` allows. `body`: the service function reads it
    from what was sent, and asks `need` itself.
    """

    step: Step
    by: By = "case"


OWN = "own"
"""The `helper` of a route that concerns whoever is signed in, whomever they act for: signing out, switching, step-up."""


def helped(step: Step, by: By = "case") -> Reach:
    """Value of `helper` in a route's `access`; a route without one is closed to persons who act for another."""
    return Reach(step, by)


def own(visitor: Visitor, person: UUID) -> Acting:
    """A person acting for themselves."""
    return Acting(
        person=person,
        principal=person,
        assurance=visitor.assurance,
        proofs=visitor.proofs,
        signed_in_with=visitor.signed_in_with,
    )


async def for_another(db: Db, visitor: Visitor, person: UUID, mandate: UUID, now: datetime) -> Acting:
    """A person acting by a mandate that is in force now and was given to them; raises MandateOver."""
    authority = await in_force(db, mandate, person, now)
    reads = Assurance.VERIFIED if authority.basis in BY_LAW else Assurance.DOCUMENT
    return replace(
        own(visitor, person), principal=authority.principal, mandate=authority, assurance=min(visitor.assurance, reads)
    )


async def in_force(db: Db, mandate: UUID, person: UUID, now: datetime) -> Authority:
    """What this person may do by a mandate at this moment; raises MandateOver, whatever the reason."""
    row = await store.authority(db, mandate=mandate, person=person)
    if row is None or not holds(row, now):
        raise MandateOver
    await store.used(db, mandate=mandate, at=now)
    return Authority(mandate=row.id, principal=row.principal, helper=person, basis=row.basis, powers=row.powers)


def holds(row: store.AuthorityRow, now: datetime) -> bool:
    """May the helper of this mandate act at this moment?"""
    return lifecycle.standing(row, now).in_force and not row.principal_closed and not row.office_over


async def holds_now(db: Db, mandate: UUID, helper: UUID, step: Step, code: str, now: datetime) -> bool:
    """Does a mandate still allow its helper this step in this service? For what was begun under it and goes on without the helper."""
    row = await store.authority(db, mandate=mandate, person=helper)
    if row is None or not holds(row, now):
        return False
    authority = Authority(mandate=row.id, principal=row.principal, helper=helper, basis=row.basis, powers=row.powers)
    return powers.allowed(step, authority.power(code), row.basis)


async def admit(
    db: Db, catalogue: PublishedCatalogue, acting: Acting, reach: Reach | None, parameters: Mapping[str, Any]
) -> None:
    """Let a helper through to a route, or not: NotWhileHelping for the principal's own, NotThere for other services' affairs."""
    if acting.mandate is None:
        return
    if reach is None:
        raise NotWhileHelping
    if reach.by in ("list", "body"):
        return
    need_power(catalogue, acting, reach.step, await service_of(db, acting, reach, parameters))


async def service_of(db: Db, acting: Acting, reach: Reach, parameters: Mapping[str, Any]) -> str:
    """The code of the service that a request is about; raises NotThere where the principal has no such thing."""
    if reach.by == "service":
        return str(parameters.get("service", ""))
    ask = {"case": store.case_service, "paper": store.paper_service, "upload": store.upload_service}[reach.by]
    found = await ask(db, id=parameters["id"], principal=acting.principal)
    if found is None:
        raise NotThere
    return found


def need_power(catalogue: PublishedCatalogue, acting: Acting, step: Step, code: str) -> None:
    """Raise NotWhileHelping unless the mandate allows the step in this service; of services that it doesn't reach nothing is there."""
    if acting.mandate is None:
        return
    version = catalogue.get(code)
    if version is None or not powers.may(acting.mandate, "case.seen", version.service):
        raise NotThere
    if not powers.may(acting.mandate, step, version.service):
        raise NotWhileHelping


async def need(db: Db, acting: Acting, step: Step, code: str, now: datetime) -> None:
    """Allow a write by a helper: the mandate is read again and locked in the transaction that writes.

    A revocation that was quicker is seen; one that comes later waits for this transaction. How far the service itself lets
    helpers go was asked when the request came in (`admit`).
    """
    if acting.mandate is None:
        if acting.person != acting.principal:
            raise MandateOver
        return
    if await store.hold(db, mandate=acting.mandate.mandate, person=acting.person) is None:
        raise MandateOver
    authority = await in_force(db, acting.mandate.mandate, acting.person, now)
    if authority.principal != acting.principal:
        raise MandateOver
    given = authority.power(code)
    if given is None:
        raise NotThere
    if not powers.allowed(step, given, authority.basis):
        raise NotWhileHelping


async def of_job(db: Db, person: UUID, principal: UUID, code: str, now: datetime) -> Acting:
    """Who acts in work that goes on after its request: by a mandate that is still in force. Raises MandateOver."""
    if person == principal:
        return Acting(person=person, principal=principal)
    for row in await store.between(db, principal=principal, helper=person):
        with suppress(MandateOver):
            authority = await in_force(db, row.id, person, now)
            if authority.power(code) is not None:
                return Acting(person=person, principal=principal, mandate=authority)
    raise MandateOver


async def need_still(db: Db, acting: Acting, reach: Reach, of: UUID, now: datetime) -> None:
    """For a stream that goes on after its request: raise MandateOver once the mandate no longer allows a helper this."""
    if acting.mandate is not None:
        code = await service_of(db, acting, reach, {"id": of})
        if not await holds_now(db, acting.mandate.mandate, acting.person, reach.step, code, now):
            raise MandateOver


def covers(catalogue: PublishedCatalogue, acting: Acting, code: str, step: Step = "case.seen") -> bool:
    """Is this service's affair among what the person may see? Everything of their own is."""
    version = catalogue.get(code)
    return acting.mandate is None or (version is not None and powers.may(acting.mandate, step, version.service))


def is_principal(acting: Acting, step: Step) -> None:
    """Raise NotWhileHelping unless the principal takes a step of their own, or an office holder acts for an organisation."""
    if acting.mandate is not None and not powers.allowed(step, None, acting.mandate.basis):
        raise NotWhileHelping


def as_oneself(acting: Acting) -> None:
    """Raise NotWhileHelping while somebody acts for another: what only concerns themselves."""
    if acting.mandate is not None:
        raise NotWhileHelping


def is_proven(assurance: Assurance) -> bool:
    """Is it proven who this is, so that they may act for another?"""
    return assurance >= Assurance.VERIFIED
