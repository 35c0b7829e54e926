"""What the service versions can be asked. The SQL is beside this file."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries


class VersionHeld(Struct, frozen=True, kw_only=True):
    """One version of one service as the database holds it."""

    id: UUID
    code: str
    digest: str
    content: dict[str, Any]
    valid_from: date
    valid_to: date | None
    author: str
    approver: str | None
    published_at: datetime | None


class SwitchHeld(Struct, frozen=True):
    """Whether this service may be decided at once."""

    code: str
    instant: bool


sql = Queries.beside(__file__)
in_force = sql.many("in_force", VersionHeld)
version = sql.one("version", VersionHeld)
switches = sql.many("switches", SwitchHeld)
publish = sql.run("publish")
close_earlier = sql.run("close_earlier")
