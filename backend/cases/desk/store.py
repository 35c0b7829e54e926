"""Queries of the officers' desk: queue, revocations, after-checks; SQL in `queries.sql`."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.cases.types import State
from backend.kit.sql import Queries


class QueuedCase(Struct, frozen=True, kw_only=True):
    """Row of the officers' queue."""

    id: UUID
    number: str
    service: str
    service_version: UUID
    state: State
    department: str
    submitted_at: datetime | None
    updated_at: datetime
    principal: UUID


class OpenRevocation(Struct, frozen=True, kw_only=True):
    """A proposal to revoke a receipt that waits for a second officer."""

    id: UUID
    receipt: str
    reason: str
    proposed_by: str
    proposed_role: str
    proposed_at: datetime


class RevocationRow(Struct, frozen=True, kw_only=True):
    """Row of the list of open revocation proposals."""

    id: UUID
    number: str
    service_version: UUID
    reason: str
    proposed_by: str
    proposed_at: datetime


class OpenAfterCheck(Struct, frozen=True, kw_only=True):
    """Row of the list of after-checks."""

    id: UUID
    number: str
    service_version: UUID
    why: tuple[str, ...]
    drawn_at: datetime


class AfterCheck(Struct, frozen=True, kw_only=True):
    """After-check of a case: reasons for it, and its result."""

    why: tuple[str, ...]
    state: Literal["waiting", "agreed", "disagreed"]
    reason: str
    checked_at: datetime | None


class AfterCheckCount(Struct, frozen=True):
    """Number of after-checks of a service in one state."""

    code: str
    state: str
    number: int


sql = Queries.beside(__file__)
queue = sql.many("queue", QueuedCase)
propose_revocation = sql.value("propose_revocation", UUID)
open_revocation = sql.maybe("open_revocation", OpenRevocation)
settle_revocation = sql.run("settle_revocation")
revocations_waiting = sql.many("revocations_waiting", RevocationRow)
case_by_number = sql.value("case_by_number", UUID)
checks_waiting = sql.many("checks_waiting", OpenAfterCheck)
check_of_case = sql.maybe("check_of_case", AfterCheck)
settle_check = sql.run("settle_check")
add_check = sql.run("add_check")
checks_by_service = sql.many("checks_by_service", AfterCheckCount)
