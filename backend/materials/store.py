"""Queries over the `material` tables; SQL in `queries.sql`."""

from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries
from backend.materials.types import CheckRecord, Material


class MaterialFile(Struct, frozen=True):
    """Name of a material's file and its number of page pictures."""

    id: UUID
    stored_as: str
    pages: int


sql = Queries.beside(__file__)
add = sql.run("add")
replace_earlier = sql.run("replace_earlier")
remove = sql.run("remove")
get = sql.one("get", Material)
of_case = sql.many("of_case", Material)
set_aside = sql.run("set_aside")
of_case_aside = sql.many("of_case_aside", Material)
to_read = sql.maybe("to_read", Material)
save_reading = sql.run("save_reading")
unscanned = sql.many("unscanned", Material)
scan_asked = sql.run("scan_asked")
found_clean = sql.run("found_clean")
to_be_read = sql.run("to_be_read")
take_out = sql.run("take_out")
taken_out = sql.many("taken_out", Material)
look_again = sql.run("look_again")
seen = sql.run("seen")
announce = sql.run("announce")
announce_waiting = sql.run("announce_waiting")
overrule = sql.run("overrule")
used_bytes = sql.value("used_bytes", int)
unread = sql.value("unread", int)
gone = sql.many("gone", MaterialFile)
forget_file = sql.run("forget_file")
filed = sql.many("filed", MaterialFile)
in_slots = sql.many("in_slots", MaterialFile)
add_held = sql.run("add_held")
reusable = sql.many("reusable", Material)
judge = sql.run("judge")
records = sql.many("records", CheckRecord)
history = sql.many("history", CheckRecord)
first_terms = sql.run("first_terms")
begin_term = sql.run("begin_term")
count = sql.run("count")
unblock = sql.run("unblock")
