"""Queries over the audit log and the evidence chain; SQL in `queries.sql`."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from backend.audit.types import AuditCheck, AuditLine
from backend.kit.sql import Queries


class StoredLink(Struct, frozen=True):
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
    """Last link of the chain."""

    position: int
    seq: int
    hash: bytes


class Seq(Struct, frozen=True):
    """The number of one line."""

    seq: int


class Evidence(Struct, frozen=True):
    """One row that proves something: its table, its key, and what of it is chained."""

    stream: str
    key: str
    body: dict[str, Any]


class EvidenceLink(Struct, frozen=True):
    """One place in the evidence chain beside its row as it stands now (None where that is gone)."""

    position: int
    stream: str
    key: str
    hash: bytes
    gone_at: datetime | None
    body: dict[str, Any] | None


class EvidenceEnd(Struct, frozen=True):
    """Last link of the evidence chain."""

    position: int
    hash: bytes


class ActorAct(Struct, frozen=True):
    """One act of an actor, and the tables in which it stands."""

    at: datetime
    action: str
    subject: str
    sources: list[str]


sql = Queries.beside(__file__)
add_line = sql.run("add_line")
hold = sql.value("hold", bool)
last = sql.maybe("last", LastLink)
settled = sql.value("settled", int)
unlinked = sql.many("unlinked", AuditLine)
link = sql.run("link")
links = sql.many("links", StoredLink)
never_linked = sql.many("never_linked", Seq)
lines = sql.many("lines", AuditLine)
acts_of = sql.many("acts_of", ActorAct)
keep_check = sql.run("keep_check")
last_check = sql.maybe("last_check", AuditCheck)
hold_evidence = sql.value("hold_evidence", bool)
last_evidence = sql.maybe("last_evidence", EvidenceEnd)
evidence_settled = sql.value("evidence_settled", datetime)
unlinked_evidence = sql.many("unlinked_evidence", Evidence)
link_evidence = sql.run("link_evidence")
evidence_links = sql.many("evidence_links", EvidenceLink)
evidence_never_linked = sql.many("evidence_never_linked", Evidence)
evidence_gone = sql.value("evidence_gone", int)
evidence_released = sql.value("evidence_released", dict)
