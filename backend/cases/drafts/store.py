"""Queries over drafts; SQL in `queries.sql`."""

from backend.cases.drafts.types import FormStop
from backend.cases.types import Case
from backend.kit.sql import Queries

sql = Queries.beside(__file__)
running_draft = sql.maybe("running_draft", Case)
open_case = sql.run("open_case")
save_answers = sql.run("save_answers")
move = sql.run("move")
set_aside = sql.value("set_aside", bytes)
stops = sql.many("stops", FormStop)
