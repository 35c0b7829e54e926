"""Queries over passkeys; SQL in `queries.sql`."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries
from backend.residents.types import Assurance


class PasskeyHeld(Struct, frozen=True):
    """One passkey as its owner sees it."""

    id: UUID
    credential: bytes
    device: str
    added_at: datetime
    used_at: datetime | None


class KeyHeld(Struct, frozen=True):
    """Public key and counter of a passkey."""

    id: UUID
    person: UUID
    public_key: bytes
    sign_count: int
    assurance: Assurance


sql = Queries.beside(__file__)
of_person = sql.many("of_person", PasskeyHeld)
by_credential = sql.maybe("by_credential", KeyHeld)
add = sql.run("add")
mark_used = sql.run("mark_used")
remove = sql.run("remove")
forget_devices = sql.run("forget_devices")
