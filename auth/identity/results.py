"""What somebody proved becomes theirs: identity and level; or it goes to a person, where the number is somebody else's."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from auth.identity import store
from auth.openid import store as accounts
from backend.cases.identity.proofing import record_proofing
from backend.kit.crypto import Vault
from backend.kit.identity_number import IdentityNumber, same
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance, Means

ProofResult = Literal["done", "another_person", "held_elsewhere", "disowned"]
BY_MACHINE = frozenset({"document", "face"})


async def apply_proof(
    db: Db, vault: Vault, person: UUID, who: tuple[str, IdentityNumber] | None, means: Means, level: Assurance, now: datetime
) -> ProofResult:  # fmt: skip
    """Raise the level of this person to whom this name and number belong; a number that is somebody else's goes to a person."""
    await people.lock_person(db, person=person)
    if means in BY_MACHINE and await people.has_disowned(db, person=person):
        return "disowned"
    if who is not None:
        name, number = who
        known = await residents.identity_of(db, vault, person)
        if known.id_number and not same(known.id_number, number.value):
            return "another_person"
        if await store.holder(db, person=person, id_hashes=residents.number_hashes(vault, number.value)):
            await store.ask(
                db, id=uuid4(), person=person, cause="held_elsewhere", way="counter", day=None, part="", at=now
            )
            return "held_elsewhere"
        if not known.id_number:
            # an account at a provider that was linked while nobody knew whose this is says nothing about this person
            await accounts.unlink(db, person=person)
            proven = msgspec.structs.replace(known, name=name, id_number=number.value)
            await residents.save_identity(db, vault, person, proven)
    await record_proofing(db, person, means, level, now)
    return "done"
