"""Ask the owner of a register whom it wants asked, for each service whose switch is on, and write each number down with what becomes of it.

The switch is `commissioned` in the terms of a service's offer, off by default: without it no question leaves the house.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from backend.cases.services import CaseServices
from backend.catalogue.published import Version
from backend.kit import log
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.offers.commissioned import store
from backend.offers.commissioned.types import TELL_CONTACT, ContactToTell, Reason
from backend.registers.commissions import CommissionedNumber, commissioned_numbers
from backend.residents import store as people

LIVES = timedelta(days=90)
"""So long an answer is taken; a proposal, since nothing about the person's day is known here."""
MOST_PAGES = 1000


def commissioned(services: CaseServices) -> Iterator[Version]:
    """Yield the services in force whose switch is on."""
    for version in services.catalogue.in_force.values():
        if version.service.offer and version.service.offer.commissioned and version.service.applied_here:
            yield version


async def find_contacts(moment: Transaction, services: CaseServices, now: datetime) -> int:
    """Write down every number that is new; returns how many will be told. A silent owner is asked again in the next run."""
    async with moment() as db:
        await store.end_old(db, at=now)
    found = 0
    for version in tuple(commissioned(services)):
        terms, after = version.service.offer, ""
        assert terms is not None
        for _ in range(MOST_PAGES):
            sheet = await commissioned_numbers(
                services.registers, version.service.code, terms.age, terms.months_before, after
            )
            if sheet is None:
                break
            async with moment() as db:
                for one in sheet.numbers:
                    found += await write_down(db, services, version, one, now)
            if not sheet.next:
                break
            after = sheet.next
    log.fact("offers.commissioned", count=found)
    return found


async def write_down(db: Db, services: CaseServices, version: Version, one: CommissionedNumber, now: datetime) -> bool:
    """Write one number down, once for a service; True if it will be told."""
    id, hashes = uuid4(), services.vault.fingerprints("phone", one.number)
    against = await unwanted(db, one, hashes)
    sealed = None if against else services.vault.seal(one.number.encode(), f"commissioned_contact:{id}")
    added = await store.add(
        db, id=id, service=version.service.code, department=version.service.department, phone_hash=hashes[0], hashes=hashes,
        sealed=sealed, state="suppressed" if against else "found", reason=against, at=now, expires_at=now + LIVES,
    )  # fmt: skip
    if added is None or against:
        return False
    await enqueue(db, TELL_CONTACT, ContactToTell(id, "offer"), once=f"{TELL_CONTACT}:{id}:offer:0")
    return True


async def unwanted(db: Db, one: CommissionedNumber, hashes: list[bytes]) -> Reason:
    """Why a number isn't asked: somebody with an account has it and is asked as they chose, others share it, or it said stop."""
    if await people.by_phone(db, phone_hashes=hashes):
        return "has_account"
    if not one.alone:
        return "shared"
    return "stopped" if await store.stopped_before(db, hashes=hashes) else ""
