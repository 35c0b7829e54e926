"""Apply a successful proof: identity and level of the account, or a request to an officer where another account holds the number."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from auth.identity import store
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
    """Raise the person's level to the proven identity; a number of another account goes to an officer."""
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
            await store.unlink_provider(db, person=person)
            proven = msgspec.structs.replace(known, name=who[0], id_number=who[1].value)
            await residents.save_identity(db, vault, person, proven)
    await record_proofing(db, person, means, level, now)
    return "done"
