"""Reclaim an account that was opened with a picture of another person's card, when its person signs in through the provider."""

from datetime import datetime
from uuid import UUID

import msgspec

from auth.identity.store import unlink_provider
from auth.known_browsers import store as arrivals
from auth.passkeys.store import forget_devices
from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases import store as case_store
from backend.cases.lifecycle import by_resident
from backend.cases.types import State
from backend.kit.crypto import Vault
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.store import PersonRow
from backend.residents.types import Acting, Assurance

RECLAIMED = Messages.beside(__file__).take("reclaimed")


async def reclaim(db: Db, vault: Vault, known: PersonRow, phone: str, now: datetime) -> bool:
    """Remove phone, passkeys and links from an account that was proven only by a picture of a card; returns whether it was one.

    Its person keeps what was handed in. Where the phone is the provider's as well, it is theirs and nothing changes.
    """
    await people.lock_person(db, person=known.id)
    who = await residents.identity_of(db, vault, known.id)
    if known.assurance >= Assurance.VERIFIED or not who.phone or who.phone == phone:
        return False
    taken = phone and await people.by_phone(db, phone_hashes=vault.fingerprints("phone", phone))
    theirs = msgspec.structs.replace(who, phone="" if taken else phone, second_phones=())
    await residents.save_identity(db, vault, known.id, theirs)
    await forget_devices(db, person=known.id)
    await arrivals.forget(db, person=known.id)
    await unlink_provider(db, person=known.id)
    await note(db, Actor.person(known.id), "account.number_given_up", f"person:{known.id}", now)
    await drop_drafts(db, known.id, now)
    await notify(db, known.id, "safety", RECLAIMED(), "/cases", now)
    return True


async def drop_drafts(db: Db, person: UUID, now: datetime) -> None:
    """Delete drafts, which may hold another person's contact or account number."""
    for case in await case_store.of_principal(db, principal=person):
        if case.state is State.DRAFT:
            await by_resident.withdraw(db, Acting(person, person), case.id, now)
