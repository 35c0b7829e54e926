"""Which tables there are: the type of a row, its key, its rows in force; messages are rows of their texts."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.laws import Law, read_laws
from backend.catalogue.load import read_departments
from backend.catalogue.search.lexicon import SearchWords, search_words
from backend.catalogue.search.life_events import BrowseTopic, groups, life_events
from backend.catalogue.service_points import ServicePoint, read_service_points
from backend.catalogue.shared_papers import SharedPaper, shared_papers
from backend.catalogue.tables.types import JsonRow, TableName, WorkingDay
from backend.catalogue.types import Department
from backend.kit.messages.overrides import message_rows, texts_of


class Table(Struct, frozen=True, kw_only=True):
    """A table of rows of one kind; `kind` is None for messages, whose fields are their texts. `grows`: may rows be added."""

    name: TableName
    kind: type[Struct] | None
    key: str
    rows: Callable[[], Sequence[Any]]
    grows: bool = True


TABLES: Mapping[TableName, Table] = {
    one.name: one for one in (
        Table(name="departments", kind=Department, key="key", rows=lambda: tuple(read_departments().values())),
        Table(name="life_events", kind=BrowseTopic, key="key", rows=life_events, grows=False),
        Table(name="groups", kind=BrowseTopic, key="key", rows=groups, grows=False),
        Table(name="laws", kind=Law, key="id", rows=read_laws),
        Table(name="service_points", kind=ServicePoint, key="key", rows=read_service_points),
        Table(name="shared_papers", kind=SharedPaper, key="key", rows=lambda: tuple(shared_papers().values())),
        Table(name="working_days", kind=WorkingDay, key="day", rows=tuple),  # rows of the database, see `reading`
        Table(name="search_words", kind=SearchWords, key="key", rows=search_words),
        Table(name="messages", kind=None, key="key", rows=message_rows, grows=False),
    )
}  # fmt: skip


def row_key(table: Table, row: Any) -> str:
    """Return the key of a row."""
    return str(row["key"] if table.kind is None else getattr(row, table.key))


def as_json(table: Table, row: Any) -> JsonRow:
    """Return a row as JSON."""
    found: JsonRow = texts_of(row["key"]) if table.kind is None else msgspec.to_builtins(row)
    return found


find_table = partial(TABLES.get)
