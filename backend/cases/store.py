"""Queries over cases and their events; SQL in `queries.sql`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases.types import Case, Event
from backend.kit.sql import Queries


class StateCount(Struct, frozen=True):
    """Number of rows in one state, and the age of the oldest."""

    what: str
    state: str
    number: int
    oldest_seconds: float


class HelperAct(Struct, frozen=True):
    """One thing that a helper did in another person's case."""

    id: UUID
    case_id: UUID
    number: str
    service: str
    kind: str
    author: str
    at: datetime
    mandate: UUID | None  # empty for acts from before it was written down
    detail: dict[str, Any]

    @property
    def helper(self) -> UUID:
        """Who did it."""
        return UUID(self.author.removeprefix("mandate:"))


class SightRow(Struct, frozen=True):
    """What a helper put into a case, and what was opened to them."""

    answered_by: dict[str, str]
    opened: list[str]
    papers: list[UUID]


sql = Queries.beside(__file__)
get = sql.one("get", Case)
lock = sql.one("lock", Case)
of_principal = sql.many("of_principal", Case)
move = sql.run("move")
add_event = sql.run("add_event")
events = sql.many("events", Event)
need_not_be_told = sql.value("need_not_be_told", bool)
acts_of_helpers = sql.many("acts_of_helpers", HelperAct)
events_of_all = sql.many("events_of_all", Event)
counts_by_state = sql.many("counts_by_state", StateCount)
for_officer = sql.one("for_officer", Case)
take_over = sql.run("take_over")
claimed_at = sql.value("claimed_at", datetime)
answered_by = sql.value("answered_by", dict)
open_fields = sql.value("open_fields", dict)
set_open_fields = sql.run("set_open_fields")
sight = sql.one("sight", SightRow)
consent_waits = sql.value("consent_waits", bool)
