"""Identity proofing (NIST 800-63A): what stands in its way, and recording a successful one.

The only place that decides whether a proof may raise a person's level: for a document handed in with a case, and for the steps of
proofing in `auth/identity`.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.kit.crypto import Vault
from backend.kit.identity_number import same
from backend.kit.log import fact
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance, Means

PROVED = Messages.beside(__file__).group("proved")


Obstacle = Literal["disowned", "another_person", "held_elsewhere"]
BY_MACHINE: frozenset[Means] = frozenset({"document", "face"})


async def obstacle(db: Db, vault: Vault, person: UUID, number: str | None, means: Means) -> Obstacle | None:
    """Return why a proof by these means may not raise this person's level, or None.

    disowned: they contested an earlier proof, so that an officer looks first. another_person: the account has another identity
    number. held_elsewhere: the number belongs to another account. `number` is None where the proof names none.
    """
    if means in BY_MACHINE and await people.has_disowned(db, person=person):
        return "disowned"
    if number is None:
        return None
    known = (await residents.identity_of(db, vault, person)).id_number
    if known and not same(known, number):
        return "another_person"
    return "held_elsewhere" if await is_held_elsewhere(db, vault, person, number) else None


async def is_held_elsewhere(db: Db, vault: Vault, person: UUID, number: str) -> bool:
    """Does this identity number belong to another account?"""
    return await people.holder(db, person=person, id_hashes=residents.number_hashes(vault, number)) is not None


async def record_proofing(db: Db, person: UUID, means: Means, level: Assurance, now: datetime) -> None:
    """Raise the level and notify the person, who can contest it. The caller holds the person (`residents.store.lock_person`)."""
    await people.raise_assurance(db, person=person, assurance=level)
    await people.add_proof(db, person=person, level=level, means=means, at=now)
    await note(
        db, Actor.person(person), "identity.proved", f"person:{person}", now, means=means, level=level.name.lower()
    )
    await notify(db, person, "other", PROVED[f"by_{means}"](), "/me/identity/not-me", now)
    fact("identity.proved", person=str(person), means=means, level=level.name.lower())
