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
from backend.kit.sql import Db
from backend.offers.commissioned import store
from backend.offers.commissioned.reply import ask_to_tell
from backend.offers.commissioned.short_messages import LATE
from backend.offers.commissioned.types import Reason
from backend.registers.commissions import CommissionedNumber, commissioned_numbers
from backend.residents import store as people

LIVES = timedelta(days=90)
"""So long an answer is taken, and an officer has time to call; a proposal, since nothing about the person's day is known here."""
MOST_PAGES = 1000


def commissioned(services: CaseServices) -> Iterator[Version]:
    """Yield the services in force whose switch is on."""
    for version in services.catalogue.in_force.values():
        if version.service.offer and version.service.offer.commissioned and version.service.applied_here:
            yield version


async def find_contacts(moment: Transaction, services: CaseServices, now: datetime) -> int:
    """Write down every number that is new; returns how many will be told. A silent owner is asked again in the next run."""
    async with moment() as db:
        await end_old(db, now)
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


async def end_old(db: Db, now: datetime) -> None:
    """End what has had its time. Who answered, and was called by no officer in it, is told that nothing was handed in."""
    await store.end_old(db, at=now, told_before=now - LATE)
    for one in await store.expire_answered(db, at=now):
        await ask_to_tell(db, one.id, "expired")


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
    await ask_to_tell(db, id, "offer")
    return True


async def unwanted(db: Db, one: CommissionedNumber, hashes: list[bytes]) -> Reason:
    """Why a number isn't asked: somebody with an account has it and is asked as they chose, others share it, or it said stop."""
    if await people.by_phone(db, phone_hashes=hashes):
        return "has_account"
    if not one.alone:
        return "shared"
    return "stopped" if await store.stopped_before(db, hashes=hashes) else ""
