"""API of reference tables for editors' tools: the rows of a table, one row as it holds and as it is being changed."""

from typing import Annotated

from litestar import get, patch
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from backend.catalogue.tables import reading, service
from backend.catalogue.tables.reading import RowListed
from backend.catalogue.tables.types import JsonRow, RowVersion, TableName
from backend.kit.web import AnyRequest, Db, Now, read_json
from backend.residents.guards import StaffWho, access, staff

EDITORS = staff("editor", "publisher")
Key = FromPath[Annotated[str, Meta(max_length=120, pattern="^[A-Za-z0-9_.:-]+$")]]


class RowToSave(Struct, forbid_unknown_fields=True):
    """A row as JSON, and the version of the change that it was edited from (0: nobody was changing it)."""

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    content: JsonRow


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
async def row(db: Db, staff: StaffWho, table: FromPath[TableName], key: Key) -> RowRead:
    """Read a row."""
    opened = await service.open_row(db, table, key)
    return RowRead(opened.key, opened.live, opened.writing)


@patch("/api/studio/tables/{table:str}/{key:str}", opt=access(EDITORS, acts=("table.edited",)))
async def save(request: AnyRequest, db: Db, staff: StaffWho, now: Now, table: FromPath[TableName], key: Key) -> RowRead:
    """Save a row as a draft; 409 where somebody else has changed it since version `seen`."""
    sent = await read_json(request, RowToSave)
    await service.save(db, table, key, sent.seen, sent.content, staff, now)
    opened = await service.open_row(db, table, key)
    return RowRead(opened.key, opened.live, opened.writing)


ROUTES = [rows, row, save]
