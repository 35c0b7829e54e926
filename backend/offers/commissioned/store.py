"""Queries over commissioned contacts; SQL in `queries.sql`."""

from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries
from backend.offers.commissioned.types import Contact, State


class ContactCount(Struct, frozen=True):
    """Number of contacts in one state."""

    state: State
    number: int


class ContactId(Struct, frozen=True):
    """A contact that was moved."""

    id: UUID


sql = Queries.beside(__file__)
add = sql.value("add", UUID)
stopped_before = sql.value("stopped_before", bool)
hold = sql.one("hold", Contact)
of_number = sql.many("of_number", Contact)
move = sql.run("move")
stop_others = sql.many("stop_others", ContactId)
expire_answered = sql.many("expire_answered", ContactId)
end_old = sql.run("end_old")
waiting = sql.many("waiting", Contact)
counts_by_state = sql.many("counts_by_state", ContactCount)
