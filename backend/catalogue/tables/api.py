"""API of reference tables for editors' tools: the rows of a table, one row as it holds and as it is being changed."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from backend.catalogue.tables import reading, service
from backend.catalogue.tables.reading import RowListed
from backend.catalogue.tables.types import JsonRow, RowVersion, TableName
from backend.kit.web import Db
from backend.residents.guards import StaffWho, access, staff

EDITORS = staff("editor", "publisher")


class RowRead(Struct, frozen=True):
    """A row as it holds now, and the change of it that is being written or waits."""

    key: str
    live: JsonRow
    writing: RowVersion | None


@get("/api/studio/tables/{table:str}", opt=access(EDITORS))
async def rows(
    db: Db, staff: StaffWho, table: FromPath[TableName], q: FromQuery[Annotated[str, Meta(max_length=60)]] = ""
) -> list[RowListed]:
    """List up to 100 rows of a table that hold some words."""
    return await reading.list_rows(db, table, q.strip())


@get("/api/studio/tables/{table:str}/{key:str}", opt=access(EDITORS))
async def row(
    db: Db, staff: StaffWho, table: FromPath[TableName],
    key: FromPath[Annotated[str, Meta(max_length=120, pattern="^[A-Za-z0-9_.:-]+$")]],
) -> RowRead:  # fmt: skip
    """Read a row."""
    opened = await service.open_row(db, table, key)
    return RowRead(opened.key, opened.live, opened.writing)


ROUTES = [rows, row]
