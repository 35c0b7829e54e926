"""A line of the audit log, its link in the chain, and the chain's head."""

from datetime import datetime
from typing import Any

from msgspec import Struct


class AuditLine(Struct, frozen=True, kw_only=True):
    """One thing that was done: by whom, what, to what; ids only."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


class ChainLink(Struct, frozen=True):
    """One place in the chain; the line may have been taken away since."""

    position: int
    seq: int
    hash: bytes
    line: AuditLine | None = None


class ChainHead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long the chain was at this moment, and its last hash."""

    position: int
    hash: str  # hex
    at: datetime


class AuditFinding(Struct, frozen=True):
    """One thing that isn't as it was written."""

    kind: str  # changed · deleted · moved · cut · never_linked · head_missing · head_forged
    where: str
    says: str


class AuditCheck(Struct, frozen=True, kw_only=True):
    """Result of a check of the whole chain."""

    at: datetime
    lines: int
    heads: int
    findings: list[AuditFinding]
