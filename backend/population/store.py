"""Queries over the `population` index table; SQL in `queries.sql`."""

from typing import Any

from msgspec import Struct

from backend.kit.sql import Queries


class Horizon(Struct, frozen=True):
    """Transaction horizon up to which a reader sees all changes, and the last place."""

    at: int
    last: int


class Odd(Struct, frozen=True):
    """Answers that must be merged again for each day."""

    place: int
    odd: dict[str, Any]


class Unwritten(Struct, frozen=True):
    """Profile without an index row, and the change at which it was read."""

    place: int
    facts: dict[str, Any]
    changed: str


class ChangedProfile(Struct, frozen=True):
    """Changed profile, and the horizon of the look."""

    place: int
    facts: dict[str, Any] | None
    at: int


sql = Queries.beside(__file__)
horizon = sql.one("horizon", Horizon)
records = sql.copy("records")
entries = sql.value("entries", bytes)
odd = sql.many("odd", Odd)
unwritten = sql.many("unwritten", Unwritten)
changes = sql.many("changes", ChangedProfile)
write_down = sql.run("write_down")
add_people = sql.run("add_people")
add_profiles = sql.run("add_profiles")
