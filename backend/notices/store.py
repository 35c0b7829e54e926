"""Queries of the inbox and of the notices in it; SQL in `queries.sql`."""

from backend.kit.sql import Queries
from backend.notices.types import Notice

sql = Queries.beside(__file__)
add = sql.run("add")
add_many = sql.run("add_many")
inbox = sql.many("inbox", Notice)
unread = sql.value("unread", int)
get = sql.one("get", Notice)
mark_read = sql.run("mark_read")
mark_all_read = sql.run("mark_all_read")
settle = sql.run("settle")
keep_sms = sql.run("keep_sms")
