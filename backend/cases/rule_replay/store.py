"""Queries over trials of changed rules; SQL in `queries.sql`."""

from uuid import UUID

from backend.cases.rule_replay.types import OpenDraft, ReplaysInState, RuleReplay, SubmittedCase
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
add = sql.run("add")
replace = sql.run("replace")
latest = sql.maybe("latest", RuleReplay)
begin = sql.maybe("begin", RuleReplay)
advance = sql.value("advance", UUID)
finish = sql.run("finish")
submitted = sql.many("submitted", SubmittedCase)
drafts = sql.many("drafts", OpenDraft)
counts_by_state = sql.many("counts_by_state", ReplaysInState)
