"""What the materials table can be asked. The SQL is beside this file."""

from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries
from backend.materials.types import Material


class File(Struct, frozen=True):
    """Where the file of a paper rests, and of how many pages there are pictures beside it."""

    id: UUID
    stored_as: str
    pages: int


sql = Queries.beside(__file__)
add = sql.run("add")
replace_earlier = sql.run("replace_earlier")
remove = sql.run("remove")
held = sql.one("held", Material)
of_case = sql.many("of_case", Material)
to_read = sql.maybe("to_read", Material)
save_reading = sql.run("save_reading")
overrule = sql.run("overrule")
used_bytes = sql.value("used_bytes", int)
gone = sql.many("gone", File)
forget_file = sql.run("forget_file")
filed = sql.many("filed", File)
in_slots = sql.many("in_slots", File)
