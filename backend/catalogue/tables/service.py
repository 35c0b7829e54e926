"""Change a row of a reference table: save, lay before a second person, publish, send back, discard."""

from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID, uuid4

from msgspec import Struct

from backend.audit.log import note
from backend.catalogue import store as catalogue_store
from backend.catalogue.tables import store
from backend.catalogue.tables.definitions import TABLES, Table, as_json, row_key
from backend.catalogue.tables.reading import rows_of
from backend.catalogue.tables.rows import RowFault, checked_row, faults
from backend.catalogue.tables.types import JsonRow, RowVersion, TableName
from backend.kit.clock import local_date
from backend.kit.problems import Conflict, NotThere, Refusal
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff


class RowMovedOn(Conflict):
    """The row has changed since the page was opened."""


class RowNotReady(Refusal):
    """The row still has faults."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class OpenedRow(Struct, frozen=True, kw_only=True):
    """A row as an editor opens it: as it holds now (nothing for a new one), as it is being changed, its earlier versions."""

    table: Table
    key: str
    live: JsonRow
    writing: RowVersion | None
    versions: list[RowVersion]
    faults: list[RowFault]

    @property
    def shown(self) -> JsonRow:
        """Return what is being written, or what holds now."""
        return self.writing.content if self.writing else self.live


async def live_row(db: Db, table: Table, key: str) -> JsonRow:
    """Return a row as it holds now; empty where there is none."""
    rows = await rows_of(db, table)
    return next((as_json(table, row) for row in rows if row_key(table, row) == key), {})


async def open_row(db: Db, name: TableName, key: str) -> OpenedRow:
    """Open a row; raises NotThere for one that isn't there in a table that doesn't grow."""
    table = TABLES[name]
    live, writing = await live_row(db, table, key), await store.open_version(db, table_name=name, key=key)
    if not live and writing is None and not table.grows:
        raise NotThere
    return OpenedRow(
        table=table, key=key, live=live, writing=writing, versions=await store.versions(db, table_name=name, key=key),
        faults=faults(table, key, writing.content) if writing else [],
    )  # fmt: skip


async def save(db: Db, name: TableName, key: str, seen: int, content: JsonRow, staff: Staff, now: datetime) -> None:
    """Save a row as edited from version `seen` (0: nobody was changing it). Raises NotThere, NotUnderstood, RowMovedOn."""
    opened = await open_row(db, name, key)
    row = checked_row(opened.table, key, content)
    if opened.writing is None and seen == 0:
        await begin(db, name, key, row, staff, now)
        return
    if opened.writing is None or opened.writing.version != seen:
        raise RowMovedOn
    if opened.writing.content == row:
        return
    if await store.change(db, id=opened.writing.id, content=row, seen=seen, by=staff.signature, at=now) is None:
        raise RowMovedOn
    if staff.signature not in opened.writing.writers:
        await separation.authorize(db, staff, "table.edited", f"row:{opened.writing.id}", now)


async def begin(db: Db, name: TableName, key: str, row: JsonRow, staff: Staff, now: datetime) -> None:
    """Begin to change a row; raises RowMovedOn where another one was quicker."""
    id = uuid4()
    made = await store.begin(
        db, id=id, table_name=name, key=key, content=row, valid_from=local_date(now), author=staff.signature,
        author_name=staff.name, at=now,
    )  # fmt: skip
    if not made:
        raise RowMovedOn
    await separation.authorize(db, staff, "table.edited", f"row:{id}", now)
    await note(db, staff.actor, "table.edited", f"table:{name}/{key}", now)


async def written(db: Db, name: TableName, key: str, id: UUID) -> RowVersion:
    """Return what is being changed of a row, if it still is this; raises RowMovedOn."""
    found = await store.open_version(db, table_name=name, key=key)
    if found is None or found.id != id:
        raise RowMovedOn
    return found


async def propose(
    db: Db, name: TableName, key: str, id: UUID, *, seen: int, says: str, wanted_from: date | None, staff: Staff, now: datetime
) -> None:  # fmt: skip
    """Lay a row before a second person; raises ReasonNeeded, RowNotReady, RowMovedOn."""
    says, draft = need_reason(says, "act"), await written(db, name, key, id)
    if faults(TABLES[name], key, draft.content):
        raise RowNotReady
    day = max(wanted_from or local_date(now), local_date(now))
    if await store.propose(db, id=id, seen=seen, reason=says, valid_from=day, by=staff.signature, at=now) is None:
        raise RowMovedOn
    await separation.authorize(db, staff, "table.edited", f"row:{id}", now)
    await note(db, staff.actor, "table.proposed", f"table:{name}/{key}", now)


async def approve(db: Db, name: TableName, key: str, id: UUID, *, seen: int, staff: Staff, now: datetime) -> date:
    """Publish a row as another person than its writers; returns its first day. Raises AnotherPersonNeeded, RowMovedOn."""
    await written(db, name, key, id)
    await separation.authorize(db, staff, "table.published", f"row:{id}", now)
    day = await store.publish(db, id=id, seen=seen, approver=staff.signature, today=local_date(now), at=now)
    if day is None:
        raise RowMovedOn
    await note(db, staff.actor, "table.published", f"table:{name}/{key}", now)
    await catalogue_store.announce(db, code="")
    return day


async def send_back(db: Db, name: TableName, key: str, id: UUID, says: str, staff: Staff, now: datetime) -> None:
    """Send a row back to its writers, or take it back oneself; raises ReasonNeeded, RowMovedOn."""
    says, row = need_reason(says, "act"), await written(db, name, key, id)
    if staff.signature in row.writers:
        await separation.authorize(db, staff, "table.edited", f"row:{id}", now)
    elif "publisher" in staff.roles:
        await separation.authorize(db, staff, "table.sent_back", f"row:{id}", now)
    else:
        raise NotThere
    if await store.take_back(db, id=id, reason=says, at=now) is None:
        raise RowMovedOn
    await note(db, staff.actor, "table.sent_back", f"table:{name}/{key}", now)


async def discard(db: Db, name: TableName, key: str, id: UUID, seen: int, staff: Staff, now: datetime) -> None:
    """End a change of a row without publishing; raises RowMovedOn."""
    if await store.discard(db, id=id, seen=seen) is None:
        raise RowMovedOn
    await separation.authorize(db, staff, "table.discarded", f"row:{id}", now)
    await note(db, staff.actor, "table.discarded", f"table:{name}/{key}", now)
