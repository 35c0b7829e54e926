"""Queries over payee accounts; SQL in `queries.sql`."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries
from backend.payees.types import AccountRow, StoredNameCheck

EventKind = Literal["proposed", "told", "stopped", "replaced"]


class PayeeEvent(Struct, frozen=True, kw_only=True):
    """An event of an account; append-only."""

    id: UUID
    account: UUID
    seq: int
    kind: EventKind
    author: str
    role: str
    at: datetime
    detail: dict[str, Any] = {}


class AccountCount(Struct, frozen=True):
    """Number of accounts in one state."""

    state: str
    number: int


class AccountId(Struct, frozen=True):
    """Id of the affected row."""

    id: UUID


sql = Queries.beside(__file__)
of_person = sql.many("of_person", AccountRow)
of_person_for_change = sql.many("of_person_for_change", AccountRow)
in_force = sql.maybe("in_force", AccountRow)
add = sql.run("add")
replace_pending = sql.many("replace_pending", AccountId)
stop = sql.maybe("stop", AccountId)
holders = sql.many("holders", AccountId)
by_id = sql.maybe("by_id", AccountRow)
replaced_others = sql.value("replaced_others", bool)
counts_by_state = sql.many("counts_by_state", AccountCount)
event_exists = sql.value("event_exists", bool)
add_event = sql.run("add_event")
events = sql.many("events", PayeeEvent)
add_check = sql.run("add_check")
fresh_checks = sql.many("fresh_checks", StoredNameCheck)
asked_since = sql.value("asked_since", int)
