"""Offers that were handed over, for officers of the service's department: a list without names, one opened, one answered."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.audit.log import note
from backend.cases.services import CaseServices
from backend.cases.staff_acts import department_scope
from backend.kit.problems import Conflict
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.offers import store
from backend.offers.messages import LINK, READ_BY_OFFICER, SETTLED, WHY_FOR_OFFICER
from backend.offers.sealing import content_of
from backend.offers.transition import add_event
from backend.offers.types import ServiceOffer
from backend.residents import separation
from backend.residents import service as residents
from backend.residents.access_log import log_access
from backend.residents.types import Staff


class HandedOver(Struct, frozen=True, kw_only=True):
    """One offer on the desk; name and number only when it is opened."""

    offer: ServiceOffer
    service: str
    why: str
    name: str = ""
    phone: str = ""


async def waiting(db: Db, services: CaseServices, staff: Staff) -> list[HandedOver]:
    """What waits for this officer's department, the longest first."""
    rows = await store.handed_over(db, department=department_scope(staff))
    return [handed_over_view(services, row) for row in rows]


def handed_over_view(services: CaseServices, offer: ServiceOffer, name: str = "", phone: str = "") -> HandedOver:
    """An offer in words."""
    content = content_of(services.vault, offer)
    return HandedOver(offer=offer, service=content.name, why=WHY_FOR_OFFICER[offer.reason], name=name, phone=phone)


async def read_one(db: Db, services: CaseServices, staff: Staff, id: UUID, now: datetime) -> HandedOver:
    """Open one: whom to call, and why; its person can see that it was read."""
    offer = await store.for_officer(db, id=id, department=department_scope(staff))
    await separation.not_their_own(db, services.vault, staff, (offer.person,))
    await log_access(db, staff, offer.person, READ_BY_OFFICER().text, now)
    who = await residents.identity_of(db, services.vault, offer.person)
    return handed_over_view(services, offer, who.name, who.phone)


async def settle(db: Db, services: CaseServices, staff: Staff, id: UUID, answer: str, now: datetime) -> None:
    """Write down what came of it, for the person to read. Raises ReasonNeeded, Conflict."""
    answer = need_reason(answer, "answer")
    offer = await store.for_officer(db, id=id, department=department_scope(staff))
    await separation.authorize(
        db, staff, "offer.settled", f"offer:{id}", now, vault=services.vault, about=(offer.person,)
    )
    if not await store.settle(db, id=id, at=now):
        raise Conflict
    await add_event(db, offer, "settled", staff.actor, now)
    await note(db, staff.actor, "offer.settled", f"offer:{id}", now)
    said = SETTLED(service=content_of(services.vault, offer).name, answer=answer)
    await notify(db, offer.person, "progress", said, LINK, now)
