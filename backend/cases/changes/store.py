"""Queries over grant changes and the feed's cursor; SQL in `queries.sql`."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.cases.changes.types import Cause, GrantChange
from backend.kit.sql import Queries


class RunningGrant(Struct, frozen=True, kw_only=True):
    """A running grant with the sealed inputs of its decision."""

    id: UUID
    principal: UUID
    service_version: UUID
    decision: UUID
    decided_by: str
    decided_on: date
    inputs: bytes


class ChangeRow(Struct, frozen=True, kw_only=True):
    """Row of the list of changes that wait for an officer."""

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
