"""A paper handed in (材料) and what pre-review says of it."""

from datetime import datetime
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
    state: Literal["waiting", "read", "replaced", "removed"]
    findings: list[dict[str, Any]]
    reading: bytes | None
    verdict: Verdict | None
    overruled: str | None
    uploaded_at: datetime
    read_at: datetime | None


class ToRead(Struct, frozen=True):
    """The argument of the reading job."""

    material: UUID
