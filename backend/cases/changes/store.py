"""What the tables of changes can be asked. The SQL is beside this file."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.cases.changes.types import Cause, GrantChange
from backend.kit.sql import Queries


class RunningGrant(Struct, frozen=True, kw_only=True):
    """A decision that somebody still draws on, with what it saw."""

    id: UUID
    principal: UUID
    service_version: UUID
    decision: UUID
    decided_by: str
    decided_on: date
    inputs: bytes


class ChangeRow(Struct, frozen=True, kw_only=True):
    """One line of what waits for an officer."""

    case_id: UUID
    number: str
    service_version: UUID
    cause: Cause
    happened_on: date
    effect_from: date | None


sql = Queries.beside(__file__)
place = sql.value("place", str)
move_place = sql.run("move_place")
running_grants = sql.many("running_grants", RunningGrant)
propose = sql.run("propose")
of_case = sql.many("of_case", GrantChange)
proposed = sql.one("proposed", GrantChange)
settle = sql.run("settle")
to_confirm = sql.many("to_confirm", ChangeRow)
ask_anew = sql.run("ask_anew")
