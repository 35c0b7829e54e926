"""Types of a material (材料) and its pre-review."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

Verdict = Literal["passed", "failed", "could_not_tell"]


class Material(Struct, frozen=True, kw_only=True):
    """One file in one slot of one case."""

    id: UUID
    principal: UUID
    case_id: UUID
    slot: str
    file_name: str
    content_type: str
    size: int
    digest: str
    stored_as: str
    pages: int
    state: Literal["waiting", "read", "replaced", "removed", "set_aside"]
    findings: list[dict[str, Any]]
    reading: bytes | None
    verdict: Verdict | None
    overruled: str | None
    uploaded_at: datetime
    read_at: datetime | None
    source: Literal["upload", "earlier", "licence", "signature"] = "upload"
    valid_until: date | None = None
    seen_at: datetime | None = None
    judged: Literal["usable", "unusable"] | None = None
    scan: Literal["unscanned", "harmful"] | None = None

    @property
    def waits(self) -> bool:
        """True while it waits for pre-review."""
        return self.state == "waiting"


class CheckRecord(Struct, frozen=True, kw_only=True):
    """Counts of one check version since its mode last changed; nothing about persons."""

    check_name: str
    version: int
    term: int
    mode: Literal["blocking", "advice"]
    since: datetime
    changed_by: str
    reason: str
    asked: int
    raised: int
    upheld: int
    overturned: int
    confirmed: int
    missed: int


class PreReviewNoticeJob(Struct, frozen=True):
    """Job arguments: notify a person who left the page of the pre-review result."""

    material: UUID


class ToRead(Struct, frozen=True):
    """Job arguments: read one material."""

    material: UUID
