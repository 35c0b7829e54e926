"""Data that a person may change without a check: their own statements, not register values.

The payee account isn't among them: it is checked with the bank register, waits, and can be stopped (`backend.payees`).
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.kit.crypto import Vault
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.residents.service import identity_of, save_identity

_words = Messages.beside(__file__).words

OwnField = Literal["living_address"]
LABELS = _words("LABELS")


async def change_own_field(db: Db, vault: Vault, person: UUID, which: OwnField, value: str, now: datetime) -> None:
    """Store a person's own statement; an empty value deletes it."""
    who = await identity_of(db, vault, person)
    given = tuple(sorted({*who.given, which}))
    value = " ".join(value.split())
    await save_identity(db, vault, person, msgspec.structs.replace(who, **{which: value}, given=given))
    await note(db, Actor.person(person), "person.changed", f"person:{person}", now, what=which)
