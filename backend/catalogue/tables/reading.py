"""Reference tables as editors list them, and what rests on a row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.rule_laws import laws_in
from backend.catalogue.sources import claims
from backend.catalogue.tables import store
from backend.catalogue.tables.definitions import TABLES, Table, row_key
from backend.catalogue.tables.overlay import overlaid
from backend.catalogue.tables.types import OpenRow, RowState, TableName, WorkingDay
from backend.kit.sql import Db

MOST = 100


class TableSummary(Struct, frozen=True):
    """A table in the list: how many rows, how many are being changed or wait."""

    name: TableName
    rows: int
    drafts: int
    waiting: int


class RowListed(Struct, frozen=True, kw_only=True):
    """A row in the list of its table."""

    key: str
    title: str
    more: str
    state: RowState | None
    author: str


class Dependent(Struct, frozen=True):
    """A service, or a claim of it, that a row is used by."""

    code: str
    name: str
    place: str
    says: str


async def rows_of(db: Db, table: Table) -> Sequence[Any]:
    """Return the rows of a table as they hold now; the plan of working days stands in the database."""
    if table.name != "working_days":
        return table.rows()
    return overlaid("working_days", await store.working_days(db), WorkingDay, "day")


async def list_tables(db: Db) -> list[TableSummary]:
    """List the tables."""
    open_rows = Counter((one.table_name, one.state) for one in await store.open_rows(db))
    counts = {name: len(await rows_of(db, table)) for name, table in TABLES.items()}
    return [TableSummary(name, counts[name], open_rows[name, "draft"], open_rows[name, "waiting"]) for name in TABLES]


async def list_rows(db: Db, name: TableName, wanted: str) -> list[RowListed]:
    """List the rows of a table that hold some words, those that are being changed first."""
    table = TABLES[name]
    rows = await rows_of(db, table)
    changing = {one.key: one for one in await store.open_rows(db) if one.table_name == name}
    found = {row_key(table, row): listed(table, row, changing.get(row_key(table, row))) for row in rows}
    new = {
        key: RowListed(key=key, title=key, more="", state=one.state, author=one.author_name)
        for key, one in changing.items() if key not in found
    }  # fmt: skip
    fitting = [
        one for one in (*new.values(), *found.values()) if wanted.lower() in f"{one.key} {one.title} {one.more}".lower()
    ]
    return sorted(fitting, key=lambda one: one.state is None)[:MOST]


def listed(table: Table, row: object, changing: OpenRow | None) -> RowListed:
    """Describe a row by its name and what it says."""
    values = (
        row if isinstance(row, dict) else {name: getattr(row, name) for name in getattr(row, "__struct_fields__", ())}
    )
    title = next((str(values[name]) for name in ("name", "title", "number", "says", "key") if values.get(name)), "")
    more = next(
        (
            spoken(values[name])
            for name in ("former_name", "address", "about", "what", "says", "source", "words")
            if values.get(name)
        ),
        "",
    )
    return RowListed(
        key=row_key(table, row), title=title, more=more if more != title else "", state=changing.state if changing else None,
        author=changing.author_name if changing else "",
    )  # fmt: skip


def spoken(value: object) -> str:
    """Return a value as text; several words beside each other."""
    return " ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def resting_on(catalogue: PublishedCatalogue, name: TableName, key: str) -> list[Dependent]:
    """Return what of the services in force uses a row."""
    finders = {
        "laws": on_law, "departments": on_department, "life_events": on_life_event, "groups": on_group, "shared_papers": on_paper
    }  # fmt: skip
    find = finders.get(name)
    return [one for version in by_code(catalogue.in_force) for one in (find(version, key) if find else ())]


def by_code(versions: Mapping[str, Version]) -> list[Version]:
    """Return the versions in the order of their codes."""
    return [version for _, version in sorted(versions.items())]


def on_law(version: Version, key: str) -> Iterator[Dependent]:
    """Yield the claims and rules of a service that rest on a law."""
    service = version.service
    for claim in claims(service):
        if any(source.law is not None and source.law.id == key for source in claim.sources):
            yield Dependent(service.code, service.name, claim.place, claim.says)
    for rule in version.rules:
        for law in rule.laws or ():
            if any(one.id == key for one, _ in laws_in(law) or ()):
                yield Dependent(service.code, service.name, "rule", law)


def on_department(version: Version, key: str) -> Iterator[Dependent]:
    """Yield a service of a department."""
    if version.service.department == key:
        yield Dependent(version.service.code, version.service.name, "", "")


def on_life_event(version: Version, key: str) -> Iterator[Dependent]:
    """Yield a service of a life event."""
    if key in version.service.life_events:
        yield Dependent(version.service.code, version.service.name, "", "")


def on_group(version: Version, key: str) -> Iterator[Dependent]:
    """Yield a service for a group."""
    if key in version.service.groups:
        yield Dependent(version.service.code, version.service.name, "", "")


def on_paper(version: Version, key: str) -> Iterator[Dependent]:
    """Yield the materials of a service that take over a shared description."""
    for material in version.service.material:
        if material.paper == key:
            yield Dependent(version.service.code, version.service.name, "", material.name)
