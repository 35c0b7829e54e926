"""What this room asks; SQL in `queries.sql`."""

from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries


class HelperHere(Struct, frozen=True):
    """Somebody who did something in a case by a mandate."""

    person: UUID


class Tries(Struct, frozen=True):
    """How often values were compared: one in one case, and all of a principal's lately."""

    here: int
    lately: int


sql = Queries.beside(__file__)
helpers_in = sql.many("helpers_in", HelperHere)
tries = sql.one("tries", Tries)
