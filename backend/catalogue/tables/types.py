"""Types of reference tables: which there are, what a row is, a version of a row."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

TableName = Literal[
    "departments",
    "life_events",
    "groups",
    "laws",
    "service_points",
    "shared_papers",
    "working_days",
    "messages",
    "search_words",
]
RowState = Literal["draft", "waiting", "published", "retired"]
JsonRow = dict[str, Any]


class WorkingDay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day that differs from Monday to Friday, from the yearly plan of the State Council; `source`: where it was read."""

    day: date
    works: bool
    name: str = ""
    source: str


class RowVersion(Struct, frozen=True, kw_only=True):
    """A row as it is being changed (draft), lies before a second person (waiting), or was published."""

    id: UUID
    table_name: TableName
    key: str
    state: RowState
    content: JsonRow
    version: int
    valid_from: date
    author: str
    author_name: str
    writers: tuple[str, ...]
    approver: str | None
    reason: str
    changed_at: datetime
    published_at: datetime | None


class RowInForce(Struct, frozen=True):
    """A published row."""

    table_name: TableName
    key: str
    content: JsonRow


class OpenRow(Struct, frozen=True):
    """A row that somebody is changing."""

    table_name: TableName
    key: str
    state: RowState
    author_name: str
