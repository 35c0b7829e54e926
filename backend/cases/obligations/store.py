"""Queries over dated obligations; SQL in `queries.sql`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries


class ObligationView(Struct, frozen=True):
    """A dated obligation as pages show it."""

    kind: str
    due_on: date
    detail: dict[str, Any]
    done_at: datetime | None


class RecordedObligation(Struct, frozen=True, kw_only=True):
    """An obligation whose first day has come, with the sealed inputs of its decision."""

    case_id: UUID
    kind: str
    opens_on: date
    due_on: date
    principal: UUID
    service_version: UUID
    decision: UUID
    inputs: bytes


class OpenDuty(Struct, frozen=True, kw_only=True):
    """The next obligation of a grant, as its holder reads it."""

    case_id: UUID
    kind: str
    opens_on: date
    due_on: date
    service_version: UUID


sql = Queries.beside(__file__)
obligations = sql.many("obligations", ObligationView)
obligations_due = sql.many("obligations_due", RecordedObligation)
open_recurring = sql.many("open_recurring", RecordedObligation)
mark_done = sql.run("mark_done")
mark_reminded = sql.run("mark_reminded")
open_of_person = sql.many("open_of_person", OpenDuty)
add_obligation = sql.run("add_obligation")
