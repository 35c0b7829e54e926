"""Queries of the officers' desk: queue, revocations, after-checks; SQL in `queries.sql`."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.cases.types import State
from backend.kit.sql import Queries


class QueueRow(Struct, frozen=True, kw_only=True):
    """One line of an officer's queue."""

    id: UUID
    number: str
    service: str
    service_version: UUID
    state: State
    department: str
    submitted_at: datetime | None
    updated_at: datetime
    principal: UUID


class RevocationProposal(Struct, frozen=True, kw_only=True):
    """Somebody wants a receipt taken back, and a second person has not looked yet."""

    id: UUID
    receipt: str
    reason: str
    proposed_by: str
    proposed_role: str
    proposed_at: datetime


class RevocationRow(Struct, frozen=True, kw_only=True):
    """One line of the proposals that wait."""

    id: UUID
    number: str
    service_version: UUID
    reason: str
    proposed_by: str
    proposed_at: datetime


class AfterCheckRow(Struct, frozen=True, kw_only=True):
    """One machine approval that an officer looks at."""

    id: UUID
    number: str
    service_version: UUID
    why: tuple[str, ...]
    drawn_at: datetime


class AfterCheck(Struct, frozen=True, kw_only=True):
    """The after-check of a case: why it was drawn, and what the officer said."""

    why: tuple[str, ...]
    state: Literal["waiting", "agreed", "disagreed"]
    reason: str
    checked_at: datetime | None


class AfterCheckCount(Struct, frozen=True):
    """How many after-checks of a service stand in one state."""

    code: str
    state: str
    number: int


sql = Queries.beside(__file__)
queue = sql.many("queue", QueueRow)
propose_revocation = sql.value("propose_revocation", UUID)
open_revocation = sql.maybe("open_revocation", RevocationProposal)
settle_revocation = sql.run("settle_revocation")
revocations_waiting = sql.many("revocations_waiting", RevocationRow)
case_by_number = sql.value("case_by_number", UUID)
checks_waiting = sql.many("checks_waiting", AfterCheckRow)
check_of_case = sql.maybe("check_of_case", AfterCheck)
settle_check = sql.run("settle_check")
add_check = sql.run("add_check")
checks_by_service = sql.many("checks_by_service", AfterCheckCount)
