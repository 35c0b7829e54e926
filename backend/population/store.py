"""What the table of everybody can be asked. The SQL is beside this file."""

from typing import Any

from msgspec import Struct

from backend.kit.sql import Queries


class Horizon(Struct, frozen=True):
    """What a reader sees in full, and the last place."""

    at: int
    last: int


class Odd(Struct, frozen=True):
    """Answers that must be settled for each day."""

    place: int
    odd: dict[str, Any]


class Unwritten(Struct, frozen=True):
    """A profile to write down, and the change it was read at."""

    place: int
    facts: dict[str, Any]
    changed: str


class ChangedProfile(Struct, frozen=True):
    """A profile that may have changed, and the horizon of the look."""

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
