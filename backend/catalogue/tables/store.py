"""Queries over versions of reference rows; SQL in `queries.sql`."""

from datetime import date

from backend.catalogue.tables.types import OpenRow, RowInForce, RowVersion, WorkingDay
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
in_force = sql.many("in_force", RowInForce)
open_version = sql.maybe("open_version", RowVersion)
open_rows = sql.many("open_rows", OpenRow)
versions = sql.many("versions", RowVersion)
begin = sql.run("begin")
change = sql.value("change", int)
propose = sql.value("propose", int)
take_back = sql.value("take_back", int)
publish = sql.value("publish", date)
discard = sql.value("discard", str)
working_days = sql.many("working_days", WorkingDay)
