"""Settle a proofing step: save identity and level, or send it to the counter where the number belongs to another account."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from auth.identity import store
from auth.openid import store as accounts
from backend.kit.crypto import Vault
from backend.kit.identity_number import IdentityNumber
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.proofing import Obstacle, obstacle, record_proofing
from backend.residents.types import Assurance, Means

ProofResult = Literal["done"] | Obstacle


async def apply_proof(
    db: Db, vault: Vault, person: UUID, who: tuple[str, IdentityNumber] | None, means: Means, level: Assurance, now: datetime
) -> ProofResult:  # fmt: skip
    """Save name and number and raise the level, unless `residents.proofing.obstacle` finds a reason not to, which is returned."""
    await people.lock_person(db, person=person)
    found = await obstacle(db, vault, person, who[1].value if who else None, means)
    if found == "held_elsewhere":
        await store.ask(db, id=uuid4(), person=person, cause=found, way="counter", day=None, part="", at=now)
    if found is not None:
        return found
    if who is not None:
        known = await residents.identity_of(db, vault, person)
        if not known.id_number:
            # an account at a provider that was linked while nobody knew whose this is says nothing about this person
            await accounts.unlink(db, person=person)
            proven = msgspec.structs.replace(known, name=who[0], id_number=who[1].value)
            await residents.save_identity(db, vault, person, proven)
    await record_proofing(db, person, means, level, now)
    return "done"
