"""Queries over what registers said of things; SQL in `queries.sql`."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries


class StoredThing(Struct, frozen=True, kw_only=True):
    """An answer about one thing, as a submission reads it; bytes as hexadecimal."""

    id: UUID
    digest: str
    sealed: str
    expires_at: datetime


sql = Queries.beside(__file__)
add_answer = sql.run("add_answer")
asked_since = sql.value("asked_since", int)
