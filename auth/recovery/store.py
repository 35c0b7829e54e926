"""Queries over recovery requests; SQL in `queries.sql`."""

from auth.recovery.types import DueRecovery, RecoveryRequest
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
ask = sql.run("ask")
belongs_to = sql.run("belongs_to")
by_number = sql.maybe("by_number", RecoveryRequest)
on_the_way = sql.maybe("on_the_way", RecoveryRequest)
see = sql.run("see")
seen = sql.many("seen", RecoveryRequest)
confirm = sql.run("confirm")
decline = sql.run("decline")
stop = sql.run("stop")
due = sql.many("due", DueRecovery)
settle = sql.run("settle")
has_something = sql.value("has_something", bool)
