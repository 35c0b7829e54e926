"""The search for all acts of one author reads each table by its index, newest first, and never a whole table."""

import re
from typing import Any

from backend.audit import store
from backend.audit.actor import spellings
from backend.kit import sql

TABLES = {
    "audit",
    "case_event",
    "payee_event",
    "grant_event",
    "mandate_event",
    "guided_event",
    "staff_act",
    "access_log",
}


async def test_every_table_is_read_by_an_index_in_the_order_of_time(db: Any) -> None:
    (statement,) = [one for one in sql.USED if one.name == "acts_of" and one.row is store.ActorAct]
    await db.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")  # tables are empty here
    rows = await db.fetch(f"explain {statement.text}", *statement.bind({"who": spellings("officer-7"), "before": None}))
    plan = "\n".join(row[0] for row in rows)
    read = re.findall(r"Index Scan using (\w+) on (\w+).*\n\s+Index Cond: \(\((\w+) = w\.who\) AND \(at < ", plan)
    assert {table for _, table, _ in read} == TABLES, plan
    assert plan.count("Sort") <= 3, "only the fifty of each table are sorted"
