"""What the audit tables can be asked. The SQL is beside this file."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from backend.audit.types import Checked, Line
from backend.kit.sql import Queries


class Stored(Struct, frozen=True):
    """One link as stored, beside the line it was made for (nothing where that is gone)."""

    position: int
    seq: int
    hash: bytes
    at: datetime | None
    actor: str | None
    action: str | None
    subject: str | None
    detail: dict[str, Any] | None


class LastLink(Struct, frozen=True):
    """Where the chain ends."""

    position: int
    seq: int
    hash: bytes


class Seq(Struct, frozen=True):
    """The number of one line."""

    seq: int


sql = Queries.beside(__file__)
hold = sql.value("hold", bool)
last = sql.maybe("last", LastLink)
settled = sql.value("settled", int)
unlinked = sql.many("unlinked", Line)
link = sql.run("link")
links = sql.many("links", Stored)
never_linked = sql.many("never_linked", Seq)
lines = sql.many("lines", Line)
keep_check = sql.run("keep_check")
last_check = sql.maybe("last_check", Checked)
