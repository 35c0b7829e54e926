"""Queries over reports; SQL in `queries.sql`."""

from uuid import UUID

from msgspec import Struct

from backend.catalogue.reports.types import PageReport
from backend.kit.sql import Queries


class AnsweredReport(Struct, frozen=True):
    """What was answered, and whom to tell."""

    code: str
    sentence: str
    person: UUID | None


class OpenCount(Struct, frozen=True):
    """How many reports of a service wait."""

    code: str
    open: int


sql = Queries.beside(__file__)
add = sql.run("add")
open_reports = sql.many("open_reports", PageReport)
open_counts = sql.many("open_counts", OpenCount)
answer = sql.maybe("answer", AnsweredReport)
