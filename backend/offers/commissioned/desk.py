"""Answers of commissioned contacts on the desk of the service's department: a number to call, and what came of it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.audit.log import note
from backend.cases.services import CaseServices
from backend.cases.staff_acts import department_scope
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.offers.commissioned import store
from backend.offers.commissioned.reply import move_to
from backend.offers.commissioned.types import Contact
from backend.offers.messages import WHY_CONTACT_WAITS
from backend.residents import separation
from backend.residents.types import Staff


class WaitingContact(Struct, frozen=True, kw_only=True):
    """One answer: the service, why an officer is needed, since when and until when; the number only when it is opened."""

    id: UUID
    service: str
    why: str
    since: datetime
    until: datetime
    phone: str = ""


async def waiting(db: Db, services: CaseServices, staff: Staff) -> list[WaitingContact]:
    """What waits for this officer's department, the longest first, without numbers."""
    return [waiting_contact(services, one) for one in await store.waiting(db, department=department_scope(staff))]


async def read_one(db: Db, services: CaseServices, staff: Staff, id: UUID, now: datetime) -> WaitingContact:
    """Open one with its number; who opened it is in the audit log. Raises NotThere."""
    contact = await get(db, staff, id)
    await note(db, staff.actor, "commissioned_contact.read", f"commissioned_contact:{id}", now)
    number = services.vault.open(contact.sealed or b"", f"commissioned_contact:{id}").decode()
    return waiting_contact(services, contact, number)


async def settle(db: Db, staff: Staff, id: UUID, now: datetime) -> None:
    """It was seen to by telephone: the number goes. Raises NotThere."""
    contact = await get(db, staff, id)
    await separation.authorize(db, staff, "commissioned_contact.settled", f"commissioned_contact:{id}", now)
    await move_to(db, contact, "settled", contact.reason, now)
    await note(db, staff.actor, "commissioned_contact.settled", f"commissioned_contact:{id}", now)


async def get(db: Db, staff: Staff, id: UUID) -> Contact:
    """An answer that waits for this officer's department, locked."""
    contact, scope = await store.hold(db, id=id), department_scope(staff)
    if contact.state != "asked" or (scope and contact.department != scope):
        raise NotThere
    return contact


def waiting_contact(services: CaseServices, one: Contact, phone: str = "") -> WaitingContact:
    """An answer in words."""
    version = services.catalogue.get(one.service)
    return WaitingContact(
        id=one.id, service=version.service.name if version else one.service, why=WHY_CONTACT_WAITS["unclear" if one.reason == "unclear" else "yes"],
        since=one.found_at, until=one.expires_at, phone=phone,
    )  # fmt: skip
